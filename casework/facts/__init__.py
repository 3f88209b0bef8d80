"""Named facts that guards and needs ask for, each answered from the database at the moment of the decision."""

from collections.abc import Callable, Mapping

from casework.facts import awards, life, opinions, panels, papers, policies, publicity, quotas, together
from casework.facts.asking import Asking
from casework.facts.titles import failures_running

__all__ = ["FACTS", "Answers", "Asking"]

FACTS: Mapping[str, Callable[[Asking, str], bool]] = {
    "materials_complete": papers.materials_complete,
    "criteria_met": papers.criteria_met,
    "waiver_allowed": papers.waiver_allowed,
    "quota_free": quotas.quota_free,
    "total_free": quotas.total_free,
    "own_turn": together.own_turn,
    "others_left": together.others_left,
    "own_case": together.own_case,
    "not_own_case": together.not_own_case,
    "own_signature": together.own_signature,
    "all_signed": together.all_signed,
    "round_open": life.round_open,
    "not_banned": life.not_banned,
    "no_duplicate": life.no_duplicate,
    "visits_left": life.visits_left,
    "all_cases_ended": life.all_cases_ended,
    "closing_moves": life.closing_moves,
    "call_opened_this_year": life.call_opened_this_year,
    "panel_possible": panels.panel_possible,
    "sealed_after_freeze": panels.sealed_after_freeze,
    "own_score_open": panels.own_score_open,
    "conflict_declared": panels.conflict_declared,
    "conflict_undeclared": panels.conflict_undeclared,
    "replacement_left": panels.replacement_left,
    "scores_complete": panels.scores_complete,
    "scores_disagree": panels.scores_disagree,
    "further_left": panels.further_left,
    "window_open": publicity.window_open,
    "other_objections": publicity.other_objections,
    "list_not_empty": publicity.list_not_empty,
    "window_allowed": publicity.window_allowed,
    "failures_running": failures_running,
    "title_granted": policies.title_granted,
    "title_begun": policies.title_begun,
    "title_running": policies.title_running,
    "received_in_time": policies.received_in_time,
    "received_on_possible": policies.received_on_possible,
    "issue_possible": policies.issue_possible,
    "own_opinion_open": opinions.own_opinion_open,
    "opinions_complete": opinions.opinions_complete,
    "reward_free": awards.reward_free,
    "award_computable": awards.award_computable,
    "award_allowed": awards.award_allowed,
    "award_due": awards.award_due,
    "elsewhere_told": awards.elsewhere_told,
    "yearly_place_free": awards.yearly_place_free,
    "own_share_open": awards.own_share_open,
    "last_share": awards.last_share,
    "paid_on_possible": awards.paid_on_possible,
}


class Answers(dict[str, bool]):
    """The answers a decision asks for, each found out when it is asked: after the payload was read and checked.

    What stands behind the colon of a name is handed to the function as its argument.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        super().__init__()

    def __missing__(self, name: str) -> bool:
        fact, _, argument = name.partition(":")
        answer = self[name] = FACTS[fact](self._asking, argument)
        return answer
