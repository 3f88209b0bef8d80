"""Copies on paper, recorded by the body that received them."""

from datetime import date
from decimal import Decimal

from calendars import day_of
from casework.refused import BadInput
from casework.rights.mandates import acting_for, organisation_of
from casework.steps import Writing
from casework.storage.prepared import inserting
from models.tables import paper_copies
from statemachines.definition.selector import matches
from statemachines.effects import Effect

__all__ = ["record_copies"]

MOST = 99
_NEW = inserting(paper_copies)


def record_copies(writing: Writing, effect: Effect) -> None:
    """Record how many copies of a paper were received, and on which day (P0.19, P3.12).

    Raises BadInput for a number that is none of copies, a day before the case or after today, or a paper that is not
    asked of this case.
    """
    given, today = writing.payload, day_of(writing.now)
    paper = writing.step.loaded.programme.materials[given["paper"]]
    copies, received_on = Decimal(given["copies"]), date.fromisoformat(given["received_on"])
    if copies != int(copies) or not 1 <= copies <= MOST:
        raise BadInput(
            f"'copies' is {given['copies']}；请填写 1–{MOST} 的整数 / write a whole number, 1–{MOST}"
        )
    if not day_of(writing.case["opened_at"]) <= received_on <= today:
        raise BadInput(
            f"'received_on' is {received_on}；须在立案之后、今天之前 / not before the case was opened, not after today"
        )
    if not matches(paper.for_, writing.case["facts"]):
        raise BadInput(
            f"'paper' is {given['paper']}；此件不要求该材料 / this paper is not asked of this case"
        )
    _NEW.run(
        writing.connection, case_no=writing.case["no"], seq=writing.seq, material=given["paper"], copies=int(copies),
        received_on=received_on, by_code=_receiver(writing, today), by_person=writing.actor,
    )  # fmt: skip


def _receiver(writing: Writing, today: date) -> str | None:
    """The organisation for which the person acts."""
    programme, role = writing.step.loaded.programme, writing.step.decision.entry.acting_as
    mine = acting_for(writing.connection, programme, role, writing.case, writing.actor, today)
    return next(iter(mine), None) or organisation_of(writing.connection, programme, role, writing.case)
