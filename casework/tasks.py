"""Tasks (待办): what no stage asks of anyone; opened and closed by entries of the register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from casework.record.register import enter_in_register
from casework.refused import NotFound
from casework.service import Service
from casework.storage.numbers import next_number
from casework.storage.prepared import inserting
from models.tables import letter, person, role_grant, task

__all__ = ["TEMPLATES", "close_task", "open_task"]

TEMPLATES = {  # by kind of task, the letter that tells of one
    "calendar_needed": "calendar_needed",
    "timer_set_aside": "timer_set_aside",
    "undelivered_letter": "contact_to_fix",
}
_LETTER = inserting(letter)


def open_task(
    service: Service, connection: Connection, about: str, kind: str, facts: Mapping[str, Any], now: datetime, *,
    organisation: str | None = None, tell: bool = True,
) -> str:  # fmt: skip
    """Open a task about a subject, unless the same one is open already; returns its number.

    ``kind`` is calendar_needed, timer_set_aside, undelivered_letter or mail_refused. It is for the officers of
    ``organisation``, or for the administrators; ``tell`` writes them a letter.
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
    seq, hashed = enter_in_register(
        connection, "open_task", "task_opened", now, {"task": number, "about": about, "kind": kind}
    )
    connection.execute(
        insert(task),
        {
            "no": number, "subject": about, "rule": str(facts.get("rule", "")), "kind": kind,
            "body": "officer" if organisation else "administrator", "organisation_code": organisation,
            "facts": dict(facts), "opened_at": now, "opened_seq": seq,
        },
    )  # fmt: skip
    if tell:
        whose = [(f"org:{organisation}", "officer")] if organisation else _administrators(connection)
        letters = [_letter(hashed, kind, who, role, number, about, facts, now) for who, role in whose]
        _LETTER.run_many(connection, letters)
    return number


def _administrators(connection: Connection) -> list[tuple[str, str]]:
    known = select(person.c.no).join(role_grant, role_grant.c.person_no == person.c.no)
    mine = known.where(role_grant.c.role == "administrator", role_grant.c.ended_at.is_(None), person.c.active)
    found = connection.execute(mine.distinct().order_by(person.c.no)).scalars()
    return [(number, "administrator") for number in found]


def _letter(
    entry: str,
    kind: str,
    who: str,
    role: str,
    number: str,
    about: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """The letter that tells of a task; it hangs on the entry of the register that opened it."""
    more = {"why": facts.get("why", facts.get("error", "")), "task": number, "about": about, "role": role}
    return {
        "entry": entry, "template": TEMPLATES[kind], "recipient": who, "subject": "register",
        "facts": {**facts, **more}, "created_at": now, "due_at": now,
    }  # fmt: skip


def close_task(connection: Connection, number: str, person: str, now: datetime) -> None:
    """Close a task; raises NotFound where no such task is open."""
    seq, _ = enter_in_register(connection, "close_task", "task_closed", now, {"task": number}, actor=person)
    this = update(task).where(task.c.no == number, task.c.closed_at.is_(None))
    if connection.execute(this.values(closed_at=now, closed_seq=seq)).rowcount != 1:
        raise NotFound("open task", number)
