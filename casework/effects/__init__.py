"""What actions leave behind, written row by row within the commit of the action; one function an effect."""

from collections.abc import Callable, Mapping

from casework.effects import (
    awards,
    copies,
    life,
    lists,
    panels,
    papers,
    policies,
    rounds,
    tables,
    titles,
    together,
)
from casework.steps import Writing
from statemachines.effects import Effect

__all__ = ["EFFECTS"]


def _by_decision(writing: Writing, effect: Effect) -> None:
    """Nothing to write: the state machine has put it into the decision (deadlines, the steps of other subjects)."""


EFFECTS: Mapping[str, Callable[[Writing, Effect], None]] = {
    "record_materials": papers.record_materials,
    "record_copies": copies.record_copies,
    "record_indicators": papers.record_indicators,
    "record_tables": tables.record_tables,
    "record_findings": papers.record_findings,
    "record_override": papers.record_override,
    "record_waiver": papers.record_waiver,
    "record_attestation": papers.record_attestation,
    "use_quota": life.use_quota,
    "give_back_quota": life.give_back_quota,
    "contribute": together.contribute,
    "join_parties": together.join_parties,
    "decide_site_check": life.decide_site_check,
    "report_site_check": life.report_site_check,
    "sanction": life.sanction_parties,
    "prolong_round": rounds.prolong_round,
    "freeze_panel": panels.freeze_panel,
    "draw_panel": panels.draw_panel,
    "draw_further": panels.draw_further,
    "declare_no_conflict": panels.declare_no_conflict,
    "recuse_expert": panels.recuse_expert,
    "seal_score": panels.seal_score,
    "unseal_scores": panels.unseal_scores,
    "add_to_list": lists.add_to_list,
    "drop_from_list": lists.drop_from_list,
    "record_objection": lists.record_objection,
    "settle_objection": lists.settle_objection,
    "open_window": lists.open_window,
    "publish_entries": lists.publish_entries,
    "close_entries": lists.close_entries,
    "end_title": titles.end_title,
    "grade_assessment": titles.grade_assessment,
    "report_rectification": titles.report_rectification,
    "settle_rectification": titles.settle_rectification,
    "record_comment": policies.record_comment,
    "record_issue": policies.record_issue,
    "expire_title": policies.expire_title,
    "record_opinion": awards.record_opinion,
    "record_award": awards.record_award,
    "record_payment": awards.record_payment,
    "grant_title": _by_decision,
    "open_case": _by_decision,
    "open_due": _by_decision,
    "extend_due": _by_decision,
    "next_due": _by_decision,
    "recompute_due": _by_decision,
}
