"""Who still has to act: looked at when a letter that asks for something is caused, so that nobody is asked in vain."""

from collections.abc import Iterable

from sqlalchemy import Connection

from casework.facts import Asking
from casework.facts.awards import open_shares
from casework.facts.opinions import open_opinions
from casework.facts.together import contributed, signed
from casework.service import Service
from casework.steps import Step
from statemachines.stages.disbursement import Disbursement
from statemachines.stages.opinion import Opinion

__all__ = ["ASKING", "by_several", "owes", "still_owing"]

ASKING = frozenset({"action_needed", "reminder"})  # letters that ask their recipient to act


def still_owing(
    connection: Connection, service: Service, step: Step, role: str, codes: Iterable[str]
) -> list[str]:
    """Those of the organisations of a role that have not done their part of the stage that a case stands in now."""
    codes = list(codes)
    if not codes or not by_several(step):
        return codes
    stage_id, decision, procedure = _stage(step), step.decision, step.row["procedure"]
    asking = Asking(connection, service, step.loaded, procedure, decision.subject, step.row, decision.command)
    if not owes(asking, stage_id, role):
        return []
    return [code for code in codes if code not in _done(asking, stage_id, role)]


def by_several(step: Step) -> bool:
    """Whether a case stands where several act, each for itself, so that some may have done what others owe."""
    stage_id = _stage(step)
    if not stage_id:
        return False
    stages = step.loaded.programme.procedures[step.row["procedure"]].stages
    stage = next(each for each in stages if each.id == stage_id)
    until = getattr(stage, "until", None)
    joint = step.loaded.programme.party("joint") is not None
    return isinstance(stage, Opinion | Disbursement) or joint or bool(until and until.given == "each")


def owes(asking: Asking, stage_id: str, role: str) -> bool:
    """Whether a role has anything to do in a stage where several are asked, each for itself.

    Who is not asked there at all, and hears of it only because the definition says so, is not judged.
    """
    stage, states = asking.stage(stage_id), asking.loaded.procedures[asking.procedure_id].states.values()
    if not any(role in state.owed_by for state in states if state.stage == stage_id):
        return True
    if isinstance(stage, Opinion):
        return role in open_opinions(asking, stage_id)
    if isinstance(stage, Disbursement) and role != stage.by.given:
        return role in open_shares(asking)
    return True


def _stage(step: Step) -> str:
    """The stage a case stands in after a step; empty for other subjects and at an end."""
    if not step.key.startswith("case:"):
        return ""
    return step.loaded.procedures[step.row["procedure"]].states[step.decision.entry.target].stage


def _done(asking: Asking, stage_id: str, role: str) -> set[str]:
    """Organisations that have acted in this visit of a stage, each for itself: bodies, or joint applicants."""
    stage = asking.stage(stage_id)
    if asking.loaded.programme.party("joint") == role:
        return signed(asking, stage_id)
    until = getattr(stage, "until", None)
    return contributed(asking, stage_id) if until and until.given == "each" else set()
