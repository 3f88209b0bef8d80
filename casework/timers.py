"""The clock's own work: timers that are due are fired, each once, whatever happens in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, func, or_, select, text, tuple_

from casework.again import again
from casework.asked import Asked
from casework.claiming import claimed
from casework.digesting import DIGEST, fire_digest
from casework.errors import StoreError
from casework.gathering import Gathered, marking
from casework.prepared import Prepared
from casework.reminding import nobody_left, put_off_until, urged_by
from casework.sealed_days import refuse_sealed
from casework.service import Service
from casework.tasks import open_task
from models.tables import timer
from statemachines.refusals import NeedsUnmet, NotDeclared

__all__ = ["Fired", "Sweep", "earliest_due", "fire_due"]

ATTEMPTS = 3

_LATER = Prepared(
    select(func.count()).where(
        timer.c.subject == bindparam("subject"), timer.c.deadline_rule == bindparam("deadline_rule"),
        timer.c.state == "pending", timer.c.due_at > bindparam("due_at"), timer.c.due_at <= bindparam("now"),
        or_(~timer.c.provisional, timer.c.action == "remind"),
    )
)  # fmt: skip

_PLACE = timer.c.due_at, timer.c.subject, timer.c.rule, timer.c.occurrence
_FALLEN_DUE = (
    select(timer)
    .where(text("timer.state = 'pending'"), timer.c.due_at <= bindparam("now"))  # as the partial index has it
    .order_by(*_PLACE)
    .limit(bindparam("limit", type_=Integer))
)
_DUE = Prepared(_FALLEN_DUE)
_DUE_BEHIND = Prepared(
    _FALLEN_DUE.where(
        tuple_(*_PLACE) > tuple_(*(bindparam(f"after_{each.name}", type_=each.type) for each in _PLACE))
    )
)


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


@dataclass
class Sweep:
    """What one call did, timer by timer, in the order of their due moments."""

    timers: list[Fired] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many timers came out this way."""
        return sum(each.outcome == outcome for each in self.timers)


def earliest_due(service: Service, after: datetime | None = None) -> datetime | None:
    """The moment the next timer is due, by one indexed query; None where none is pending.

    ``after`` passes over those that are due until then: what only waits for somebody stays due.
    """
    with service.store.reading() as connection:
        first = select(func.min(timer.c.due_at)).where(timer.c.state == "pending")
        if after is not None:
            first = first.where(timer.c.due_at > after)
        moment: datetime | None = connection.execute(first).scalar_one()
        return moment


def fire_due(service: Service, now: datetime, limit: int = 200) -> Sweep:
    """Fire up to ``limit`` timers due at ``now``, in one commit; call again until nothing is left.

    Timers are claimed and fired in one transaction (``BEGIN IMMEDIATE``; ``FOR UPDATE SKIP LOCKED``), so that many may
    sweep at once and a kill loses or doubles nothing. They are decided one by one and written in bulk behind one
    savepoint; where that fails, one by one behind their own. One timer a subject and call, so that each is decided on
    what the one before left behind.
    """
    with service.store.reading() as connection:
        if not _due(connection, now, 1):
            return Sweep()
    return again(lambda: _sweep(service, now, limit))


def _sweep(service: Service, now: datetime, limit: int) -> Sweep:
    sweep = Sweep()
    with service.store.writing() as connection:
        refuse_sealed(
            connection, "register", 0, now
        )  # who was held up over midnight looks at the clock again
        passed: Sequence[Any] = ()
        while sweep.count("waiting") == len(sweep.timers):  # they must not stand in the others' way
            passed = _due(connection, now, limit, after=passed[-1] if passed else None)
            if not passed:
                break
            sweep.timers += _fire_all(service, connection, claimed(connection, _first_of_each(passed)), now)
    return sweep


def _fire_all(service: Service, connection: Connection, rows: Sequence[Any], now: datetime) -> list[Fired]:
    sweep = Sweep()
    if not _in_bulk(service, connection, rows, now, sweep):
        sweep.timers.clear()
        for row in rows:
            _alone(service, connection, row, now, sweep)
    return sweep.timers


def _due(connection: Connection, now: datetime, limit: int, *, after: Any = None) -> Sequence[Any]:
    """Pending timers that are due, in order, beginning behind ``after``."""
    if after is None:
        return _DUE.rows(connection, now=now, limit=limit)
    behind = {f"after_{each.name}": getattr(after, each.name) for each in _PLACE}
    return _DUE_BEHIND.rows(connection, now=now, limit=limit, **behind)


def _first_of_each(rows: Sequence[Any]) -> list[Any]:
    first = {row.subject: row for row in reversed(rows)}
    return [row for row in rows if first[row.subject] is row]


def _in_bulk(
    service: Service, connection: Connection, rows: Sequence[Any], now: datetime, sweep: Sweep
) -> bool:
    try:
        with service.store.savepoint(connection):
            gathered = Gathered(service, connection, rows, now)
            for row in rows:
                _fire(service, connection, row, now, sweep, gathered)
            gathered.write()
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - each is tried alone, where the one that fails is told
        return False
    return True


def _alone(service: Service, connection: Connection, row: Any, now: datetime, sweep: Sweep) -> None:
    try:
        with service.store.savepoint(connection):
            _fire(service, connection, row, now, sweep, Gathered(service, connection, [row], now))
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one timer must not stop the others
        _failed(service, connection, row, now, f"{type(error).__name__}: {error}", sweep)


def _fire(
    service: Service, connection: Connection, row: Any, now: datetime, sweep: Sweep, gathered: Gathered
) -> None:
    gathered.before(row.subject)
    if row.provisional and row.action != "remind":  # an estimate may remind, it neither ends nor accuses
        _set_aside(service, connection, row, now, "calendar_needed", "", sweep)
        return
    if _overtaken(connection, row, now):
        _mark(connection, row, now, "skipped")
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "skipped"))
        return
    try:
        if row.action == DIGEST:
            _digest(service, connection, row, now, sweep)
            return
        plan = gathered.plan(row, Asked(row.action, "clock", now, urged_by(row)))
    except NeedsUnmet as refused:
        if refused.subject != row.subject:
            raise
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "waiting"))
        return
    except NotDeclared as refused:
        if refused.subject != row.subject:  # it is another one, carried by this one, that stands in the way
            raise
        _mark(connection, row, now, "cancelled")
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "cancelled"))
        return
    step = plan.steps[plan.main]
    later = put_off_until(service, connection, row, step, now)
    if later is not None:
        _PUT_OFF.run(connection, **_of(row), new_due_at=later)
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "put_off"))
        return
    if nobody_left(service, connection, row, step):
        _mark(connection, row, now, "skipped")
        sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "skipped"))
        return
    gathered.add(row, plan)
    event = step.decision.entry.event
    sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "fired", event))


def _digest(service: Service, connection: Connection, row: Any, now: datetime, sweep: Sweep) -> None:
    done = fire_digest(service, connection, row, now)
    if not isinstance(done, str):
        _mark(connection, row, now, "fired")
    told = (done, "") if isinstance(done, str) else ("fired", done.event)
    sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, *told))


def _overtaken(connection: Connection, row: Any, now: datetime) -> bool:
    """Late policy: “skip” lets a late one go, “collapse” lets the last of several overdue ones stand for all."""
    if row.late not in ("skip", "collapse"):
        return False
    if row.late == "skip":
        return bool((now - row.due_at).days >= 1)
    this = {"subject": row.subject, "deadline_rule": row.deadline_rule, "due_at": row.due_at}
    return bool(_LATER.value(connection, **this, now=now))


def _mark(connection: Connection, row: Any, now: datetime, state: str, **more: Any) -> None:
    new = {"new_state": state, "new_fired_at": now if state == "fired" else None}
    tried = {f"new_{name}": value for name, value in more.items()}
    (_MARK_TRIED if tried else _MARK).run(connection, **_of(row), **new, **tried)


def _of(row: Any) -> dict[str, Any]:
    return {"of_subject": row.subject, "of_rule": row.rule, "of_occurrence": row.occurrence}


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
    rule = row.deadline_rule or row.rule if kind == "calendar_needed" else row.rule
    facts = {"rule": rule, "due_at": row.due_at.isoformat(), "error": error[:500]}
    open_task(service, connection, row.subject, kind, facts, now)
    sweep.timers.append(Fired(row.subject, row.rule, row.action, row.due_at, "set_aside"))
