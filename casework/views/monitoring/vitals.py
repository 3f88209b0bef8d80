"""How the service is: what is due and late, letters that wait or are stuck, open tasks. Counted by indexed queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from casework.clock.due import due_now
from casework.service import Service
from models.letter import STUCK, WAITING
from models.tables import letter, task

__all__ = ["Vitals", "vitals"]


@dataclass(frozen=True, slots=True)
class Vitals:
    """``lag``: seconds since the earliest pending timer was due, 0.0 where none is. ``letters``: unsent, by state."""

    due: int
    lag: float
    letters: Mapping[str, int]
    tasks: int


def vitals(service: Service, now: datetime) -> Vitals:
    """Look how the service is at ``now``; raises StoreError where the database does not answer."""
    due = due_now(service, now)
    with service.store.reading() as connection:
        letters = {**_by_state(connection, WAITING), **_by_state(connection, STUCK)}
        open_tasks = connection.execute(select(func.count()).where(task.c.closed_at.is_(None))).scalar_one()
    lag = (now - due.first).total_seconds() if due.first else 0.0
    return Vitals(due.count, lag, letters, open_tasks)


def _by_state(connection: Connection, which: Any) -> dict[str, int]:
    """How many letters of a partial index stand where; that index is all that is read."""
    known = select(letter.c.state, func.count()).where(which).group_by(letter.c.state)
    return {state.value: count for state, count in connection.execute(known)}
