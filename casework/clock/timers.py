"""The clock's own work: timers that are due are fired, each once, whatever happens in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, func, select, text, tuple_

from casework.clock.claiming import claimed
from casework.clock.firing import Fired, failed, fire
from casework.clock.gathering import Gathered
from casework.record.sealed_days import refuse_sealed
from casework.service import Service
from casework.storage.again import again
from casework.storage.errors import StoreError
from casework.storage.prepared import Prepared
from models.tables import timer

__all__ = ["Sweep", "earliest_due", "fire_due"]

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
    found = _in_bulk(service, connection, rows, now)
    return found if found is not None else [_alone(service, connection, row, now) for row in rows]


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
    service: Service, connection: Connection, rows: Sequence[Any], now: datetime
) -> list[Fired] | None:
    """What came of all of them, written together; None where that failed and nothing of it is left."""
    try:
        with service.store.savepoint(connection):
            gathered = Gathered(service, connection, rows, now)
            found = [fire(service, connection, row, now, gathered) for row in rows]
            gathered.write()
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - each is tried alone, where the one that fails is told
        return None
    return found


def _alone(service: Service, connection: Connection, row: Any, now: datetime) -> Fired:
    try:
        with service.store.savepoint(connection):
            return fire(service, connection, row, now, Gathered(service, connection, [row], now))
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one timer must not stop the others
        return failed(service, connection, row, now, f"{type(error).__name__}: {error}")
