"""Timers claimed by one sweeper among many, so that none is fired twice and nobody waits for another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from casework.steps import KINDS, kind_of, number_of
from models.tables import timer

__all__ = ["claimed"]


def claimed(connection: Connection, rows: Sequence[Any]) -> Sequence[Any]:
    """Those of the timers that nobody else is at, locked with their subjects until the transaction ends.

    The subjects come first: whoever acts moves the subject and then its timers, and who locked them the other way
    round would wait for one who waits for him. On SQLite a writer is alone, and all are his.
    """
    if connection.dialect.name != "postgresql" or not rows:
        return rows
    subjects = [key for kind in KINDS for key in _subjects(connection, kind, rows)]
    this = tuple_(timer.c.subject, timer.c.rule, timer.c.occurrence)
    wanted = [(row.subject, row.rule, row.occurrence) for row in rows]
    still = select(timer).where(this.in_(wanted), timer.c.subject.in_(subjects), timer.c.state == "pending")
    free = still.order_by(timer.c.due_at, *this).with_for_update(skip_locked=True)
    return connection.execute(free).all()


def _subjects(connection: Connection, kind: str, rows: Sequence[Any]) -> list[str]:
    numbers = sorted({number_of(row.subject) for row in rows if kind_of(row.subject) == kind})
    if not numbers:
        return []
    table = KINDS[kind]
    key = table.c["id" if kind == "programme" else "no"]
    free = select(key).where(key.in_(numbers)).order_by(key).with_for_update(skip_locked=True, key_share=True)
    return [f"{kind}:{number}" for number in connection.execute(free).scalars()]
