"""The clock's own work: timers that are due are fired, each once, whatever happens in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from casework.acting import carry_out, plan_action
from casework.asked import Asked
from casework.refused import BadInput, Conflict, Inconsistent
from casework.service import Service
from casework.tasks import open_task
from errors import ShenbaoError
from models.tables import timer
from statemachines.refusals import NeedsUnmet, NotDeclared, Refusal

__all__ = ["Fired", "Sweep", "earliest_due", "fire_due"]

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that was dealt with: what came of it (fired, skipped, waiting, set_aside) and the subject's new state."""

    subject: str
    rule: str
    action: str
    due_at: datetime
    outcome: str
    event: str = ""


@dataclass
class Sweep:
    """What one call did, timer by timer, in the order of their due moments."""

    timers: list[Fired] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many timers came out this way."""
        return sum(each.outcome == outcome for each in self.timers)


def earliest_due(service: Service) -> datetime | None:
    """The moment the next timer is due, by one indexed query; None where none is pending."""
    with service.store.reading() as connection:
        first = select(func.min(timer.c.due_at)).where(timer.c.state == "pending")
        moment: datetime | None = connection.execute(first).scalar_one()
        return moment


def fire_due(service: Service, now: datetime, limit: int = 200) -> Sweep:
    """Fire up to ``limit`` timers due at ``now``, in one commit; call again until nothing is left.

    Timers are claimed and fired in one transaction (``BEGIN IMMEDIATE``; ``FOR UPDATE SKIP LOCKED``), so that many may
    sweep at once and a kill loses or doubles nothing. They are decided one by one and written in bulk behind one
    savepoint; where that fails, one by one behind their own. One timer a subject and call, so that each is decided on
    what the one before left behind.
    """
    sweep = Sweep()
    with service.store.reading() as connection:
        if not _due(connection, now, 1):
            return sweep
    with service.store.writing() as connection:
        rows = _first_of_each(_due(connection, now, limit, lock=True))
        if not _in_bulk(service, connection, rows, now, sweep):
            sweep.timers.clear()
            for row in rows:
                _alone(service, connection, row, now, sweep)
    return sweep


def _due(connection: Connection, now: datetime, limit: int, *, lock: bool = False) -> Sequence[Any]:
    due = (
        select(timer)
        .where(timer.c.state == "pending", timer.c.due_at <= now)
        .order_by(timer.c.due_at, timer.c.subject, timer.c.rule)
        .limit(limit)
    )
    return connection.execute(due.with_for_update(skip_locked=True) if lock else due).all()


def _first_of_each(rows: Sequence[Any]) -> list[Any]:
    first = {row.subject: row for row in reversed(rows)}
    return [row for row in rows if first[row.subject] is row]


def _in_bulk(
    service: Service, connection: Connection, rows: Sequence[Any], now: datetime, sweep: Sweep
) -> bool:
    try:
        with service.store.savepoint(connection):
            for row in rows:
                _fire(service, connection, row, now, sweep)
    except (ShenbaoError, IntegrityError):
        return False
    return True


def _alone(service: Service, connection: Connection, row: Any, now: datetime, sweep: Sweep) -> None:
    try:
        with service.store.savepoint(connection):
            _fire(service, connection, row, now, sweep)
    except (Refusal, Conflict, BadInput, Inconsistent, IntegrityError) as error:
        _failed(service, connection, row, now, str(error), sweep)


def _fire(service: Service, connection: Connection, row: Any, now: datetime, sweep: Sweep) -> None:
    if row.provisional and row.late == "always":
        _set_aside(service, connection, row, now, "calendar_needed", "", sweep)
        return
    if _overtaken(connection, row, now):
        _mark(connection, row, now, "skipped")
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "skipped"))
        return
    try:
        plan = plan_action(service, connection, row.subject, Asked(row.action, "clock", now))
    except NeedsUnmet:
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "waiting"))
        return
    except NotDeclared:
        _mark(connection, row, now, "cancelled")
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "cancelled"))
        return
    done = carry_out(service, connection, plan)
    _mark(connection, row, now, "fired")
    sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "fired", done.event))


def _overtaken(connection: Connection, row: Any, now: datetime) -> bool:
    """Late policy: “skip” lets a late one go, “collapse” lets the last of several overdue ones stand for all."""
    if row.late not in ("skip", "collapse"):
        return False
    if row.late == "skip":
        return bool((now - row.due_at).days >= 1)
    later = select(func.count()).where(
        timer.c.subject == row.subject, timer.c.deadline_rule == row.deadline_rule, timer.c.state == "pending",
        timer.c.due_at > row.due_at, timer.c.due_at <= now,
    )  # fmt: skip
    return bool(connection.execute(later).scalar_one())


def _mark(connection: Connection, row: Any, now: datetime, state: str, **more: Any) -> None:
    this = timer.c.subject == row.subject, timer.c.rule == row.rule, timer.c.occurrence == row.occurrence
    fired_at = now if state == "fired" else None
    connection.execute(update(timer).where(*this).values(state=state, fired_at=fired_at, **more))


def _failed(
    service: Service, connection: Connection, row: Any, now: datetime, error: str, sweep: Sweep
) -> None:
    if row.attempts + 1 >= ATTEMPTS:
        _set_aside(service, connection, row, now, "timer_set_aside", error, sweep)
        return
    _mark(connection, row, now, "pending", attempts=row.attempts + 1, last_error=error[:500])
    sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "failed"))


def _set_aside(
    service: Service, connection: Connection, row: Any, now: datetime, kind: str, error: str, sweep: Sweep
) -> None:
    """Take a timer out of the clock's hands and open a task for somebody."""
    _mark(connection, row, now, "set_aside", attempts=row.attempts + 1, last_error=error[:500])
    facts = {"rule": row.rule, "due_at": row.due_at.isoformat(), "error": error[:500]}
    open_task(service, connection, row.subject, kind, facts, now)
    sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "set_aside"))
