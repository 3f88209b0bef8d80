"""Tasks (待办): what no stage asks of anyone; opened and closed by entries of the register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from casework.numbers import next_number
from casework.refused import NotFound
from casework.register import enter_in_register
from casework.service import Service
from models.tables import task

__all__ = ["close_task", "open_task"]


def open_task(
    service: Service, connection: Connection, about: str, kind: str, facts: Mapping[str, Any], now: datetime
) -> str:
    """Open a task about a subject, unless the same one is open already; returns its number.

    ``kind`` is calendar_needed, timer_set_aside or undelivered_letter.
    """
    known = select(task.c.no).where(
        task.c.kind == kind,
        task.c.closed_at.is_(None),
        task.c.subject == about,
        task.c.rule == str(facts.get("rule", "")),
    )
    there = connection.execute(known).scalars().first()
    if there is not None:
        return str(there)
    number = f"T{next_number(connection, 'task'):06}"
    seq, _ = enter_in_register(
        connection, "open_task", "task_opened", now, {"task": number, "about": about, "kind": kind}
    )
    connection.execute(
        insert(task),
        {
            "no": number, "subject": about, "rule": str(facts.get("rule", "")), "kind": kind,
            "body": "administrator", "facts": dict(facts), "opened_at": now, "opened_seq": seq,
        },
    )  # fmt: skip
    return number


def close_task(connection: Connection, number: str, person: str, now: datetime) -> None:
    """Close a task; raises NotFound where no such task is open."""
    seq, _ = enter_in_register(connection, "close_task", "task_closed", now, {"task": number}, actor=person)
    this = update(task).where(task.c.no == number, task.c.closed_at.is_(None))
    if connection.execute(this.values(closed_at=now, closed_seq=seq)).rowcount != 1:
        raise NotFound("open task", number)
