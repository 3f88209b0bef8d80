"""What becomes of one timer that is due: it fires, is passed over, put off, waits, or is set aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from casework.asked import Asked
from casework.clock.digesting import DIGEST, fire_digest
from casework.clock.gathering import Gathered, marking
from casework.clock.reminding import nobody_left, put_off_until, urged_by
from casework.service import Service
from casework.storage.prepared import Prepared
from casework.tasks import open_task
from models.tables import timer
from statemachines.refusals import NeedsUnmet, NotDeclared

__all__ = ["Fired", "failed", "fire"]

ATTEMPTS = 3

_LATER = Prepared(
    select(func.count()).where(
        timer.c.subject == bindparam("subject"), timer.c.deadline_rule == bindparam("deadline_rule"),
        timer.c.state == "pending", timer.c.due_at > bindparam("due_at"), timer.c.due_at <= bindparam("now"),
        or_(~timer.c.provisional, timer.c.action == "remind"),
    )
)  # fmt: skip
_MARK = marking("state", "fired_at")
_MARK_TRIED = marking("state", "fired_at", "attempts", "last_error")
_PUT_OFF = marking("due_at")


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that was dealt with: what came of it, and what happened to its subject.

    It fired, was skipped, cancelled, set aside, put off to the next working morning, is waiting, or failed.
    """

    subject: str
    rule: str
    action: str
    due_at: datetime
    outcome: str
    event: str = ""


def fire(service: Service, connection: Connection, row: Any, now: datetime, gathered: Gathered) -> Fired:
    """Deal with one timer that was claimed in this transaction; what it writes may wait in ``gathered``.

    Raises whatever stands in the way of its action, save what it can only wait for and what is no longer declared.
    """
    gathered.before(row.subject)
    if row.provisional and row.action != "remind":  # an estimate may remind, it neither ends nor accuses
        return _set_aside(service, connection, row, now, "calendar_needed", "")
    if _overtaken(connection, row, now):
        return _marked(connection, row, now, "skipped")
    try:
        if row.action == DIGEST:
            return _digest(service, connection, row, now)
        plan = gathered.plan(row, Asked(row.action, "clock", now, urged_by(row)))
    except NeedsUnmet as refused:
        if refused.subject != row.subject:
            raise
        return _told(row, "waiting")
    except NotDeclared as refused:
        if refused.subject != row.subject:  # it is another one, carried by this one, that stands in the way
            raise
        return _marked(connection, row, now, "cancelled")
    step = plan.steps[plan.main]
    later = put_off_until(service, connection, row, step, now)
    if later is not None:
        _PUT_OFF.run(connection, **_of(row), new_due_at=later)
        return _told(row, "put_off")
    if nobody_left(service, connection, row, step):
        return _marked(connection, row, now, "skipped")
    gathered.add(row, plan)
    return _told(row, "fired", step.decision.entry.event)


def failed(service: Service, connection: Connection, row: Any, now: datetime, error: str) -> Fired:
    """Note that a timer failed; after the third time it is set aside, with a task for somebody."""
    if row.attempts + 1 >= ATTEMPTS:
        return _set_aside(service, connection, row, now, "timer_set_aside", error)
    _mark(connection, row, now, "pending", attempts=row.attempts + 1, last_error=error[:500])
    return _told(row, "failed")


def _digest(service: Service, connection: Connection, row: Any, now: datetime) -> Fired:
    done = fire_digest(service, connection, row, now)
    if isinstance(done, str):
        return _told(row, done)
    _mark(connection, row, now, "fired")
    return _told(row, "fired", done.event)


def _overtaken(connection: Connection, row: Any, now: datetime) -> bool:
    """Late policy: “skip” lets a late one go, “collapse” lets the last of several overdue ones stand for all."""
    if row.late not in ("skip", "collapse"):
        return False
    if row.late == "skip":
        return bool((now - row.due_at).days >= 1)
    this = {"subject": row.subject, "deadline_rule": row.deadline_rule, "due_at": row.due_at}
    return bool(_LATER.value(connection, **this, now=now))


def _set_aside(
    service: Service, connection: Connection, row: Any, now: datetime, kind: str, error: str
) -> Fired:
    """Take a timer out of the clock's hands and open a task for somebody."""
    _mark(connection, row, now, "set_aside", attempts=row.attempts + 1, last_error=error[:500])
    rule = row.deadline_rule or row.rule if kind == "calendar_needed" else row.rule
    facts = {"rule": rule, "due_at": row.due_at.isoformat(), "error": error[:500]}
    open_task(service, connection, row.subject, kind, facts, now)
    return _told(row, "set_aside")


def _marked(connection: Connection, row: Any, now: datetime, state: str) -> Fired:
    _mark(connection, row, now, state)
    return _told(row, state)


def _mark(connection: Connection, row: Any, now: datetime, state: str, **more: Any) -> None:
    new = {"new_state": state, "new_fired_at": now if state == "fired" else None}
    tried = {f"new_{name}": value for name, value in more.items()}
    (_MARK_TRIED if tried else _MARK).run(connection, **_of(row), **new, **tried)


def _of(row: Any) -> dict[str, Any]:
    return {"of_subject": row.subject, "of_rule": row.rule, "of_occurrence": row.occurrence}


def _told(row: Any, outcome: str, event: str = "") -> Fired:
    return Fired(row.subject, row.rule, row.action, row.due_at, outcome, event)
