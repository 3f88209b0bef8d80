"""Facts about drafts and policies: when a comment was received, whether one may be issued, whether one is in force."""

from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, func, select

from casework.facts.asking import Asking
from casework.refused import NotFound
from casework.storage.prepared import Prepared
from models.tables import deadline, title
from statemachines.loader import Loaded
from statemachines.refusals import NeedsUnmet
from statemachines.stages.consultation import Consultation
from statemachines.stages.submission import UNDER

__all__ = [
    "issue_possible", "received_in_time", "received_on", "received_on_possible", "require_basis", "title_begun",
    "title_granted", "title_running",
]  # fmt: skip

Standing = Literal["none", "coming", "running", "over"]

_TITLES = Prepared(
    select(title.c.state, title.c.granted_on, title.c.valid_from, title.c.valid_until).where(
        title.c.programme == bindparam("programme"), title.c.kind == bindparam("kind")
    )
)
_LAST_DAY = Prepared(
    select(func.max(deadline.c.last_day, type_=deadline.c.last_day.type)).where(
        deadline.c.subject == bindparam("subject"), deadline.c.rule == bindparam("rule")
    )
)


def _standing(connection: Connection, programme: str, kind: str, today: date) -> Standing:
    """How things stand with a title of this kind, by its dates: the clock may be a moment late, the day is not."""
    rows = _TITLES.rows(connection, programme=programme, kind=kind)
    found = {_of_one(row, today) for row in rows}
    order: tuple[Standing, ...] = ("running", "coming", "over")
    return next((each for each in order if each in found), "none")


def _of_one(row: Any, today: date) -> Standing:
    if row.state == "revoked" or (row.valid_until is not None and row.valid_until < today):
        return "over"
    return "coming" if (row.valid_from or row.granted_on) > today else "running"


def title_granted(asking: Asking, kind: str) -> bool:
    """Whether there is a title of this kind at all: of a draft that was never issued there is none."""
    return _here(asking, kind) != "none"


def title_begun(asking: Asking, kind: str) -> bool:
    """Whether no title of this kind waits for the day it takes effect."""
    return _here(asking, kind) != "coming"


def title_running(asking: Asking, kind: str) -> bool:
    """Whether the titles of this kind are not all expired or revoked."""
    return _here(asking, kind) != "over"


def _here(asking: Asking, kind: str) -> Standing:
    return _standing(asking.connection, asking.loaded.programme.programme, kind, asking.today)


def require_basis(
    connection: Connection, loaded: Loaded, procedure_id: str, subject: str, today: date
) -> None:
    """Refuse to open a round or a case of a procedure that rests on a title which is not in force.

    Raises NeedsUnmet, with the reason.
    """
    kind = loaded.programme.procedures[procedure_id].rests_on
    if kind is None:
        return
    standing = _standing(connection, loaded.programme.programme, kind, today)
    fact = {"none": "title_granted", "coming": "title_begun", "over": "title_running"}.get(standing)
    if fact:
        raise NeedsUnmet("open", subject, "", [(f"{fact}:{kind}", UNDER[fact])], ())


def received_on(asking: Asking) -> date:
    """The day a comment was received: today, unless who records it says which."""
    given = asking.command.payload.get("received_on")
    if given is None or given == "":
        return asking.today
    return given if isinstance(given, date) else date.fromisoformat(given)


def _window(asking: Asking, stage: str) -> tuple[date, date]:
    """First and last day of a consultation, both included."""
    consultation = asking.stage(stage)
    assert isinstance(consultation, Consultation)
    last = _LAST_DAY.value(asking.connection, subject=asking.subject.key, rule=f"{stage}.open")
    if last is None:
        raise NotFound("consultation window", stage)
    return consultation.opens, last


def received_in_time(asking: Asking, stage: str) -> bool:
    """Whether a comment was received within the window (A2-1): until its last day is over."""
    first, last = _window(asking, stage)
    return first <= received_on(asking) <= last


def received_on_possible(asking: Asking, stage: str) -> bool:
    """Whether the day of receipt lies within the consultation or after it, and not ahead."""
    return _window(asking, stage)[0] <= received_on(asking) <= asking.today


def issue_possible(asking: Asking, _: str) -> bool:
    """Whether the day of issue follows the consultation and is not ahead, and the policy takes effect no earlier."""
    given = asking.command.payload
    issued, effective = _day(given.get("issued_on") or asking.today), _day(given["effective_on"])
    stages = [each.id for each in asking.definition.stages if isinstance(each, Consultation)]
    closed = all(_window(asking, stage)[1] < issued for stage in stages)
    return closed and issued <= asking.today and issued <= effective


def _day(raw: date | str) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(raw)
