"""Digests: the reminders of a day in one letter a person, sent by a timer of the programme that moves from day to day.

Reminders that go into a digest are history entries without a letter of their own. The digest looks at each of them
again: what has been done since is left out, and where nobody has anything to read nothing is written, the timer just
moves on.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from calendars import SHANGHAI, Calendar, day_of
from casework.acting import Done, carry_out, plan_action
from casework.asked import Asked
from casework.letters.addressing import addressees
from casework.outbox import recipients, spoken_of
from casework.service import Service
from casework.steps import Step
from casework.storage.prepared import inserting
from models.tables import history, letter, object, timer
from statemachines.definition.reminding import Reminding
from statemachines.loader import Loaded
from statemachines.refusals import Refusal
from statemachines.timing import working_moment

__all__ = ["DIGEST", "fire_digest", "provide_digest"]

DIGEST = "send_digest"
RULE = "digest"
LONGEST = timedelta(days=31)  # reminders older than this are no news any more
_LETTER = inserting(letter)


@dataclass
class Reader:
    """What one recipient is to read, and as what (officer, applicant, expert)."""

    role: str
    matters: list[dict[str, Any]] = field(default_factory=list)


def provide_digest(service: Service, connection: Connection, loaded: Loaded, now: datetime) -> bool:
    """Set the timer of the next digest where a programme wants one and has none; cancel it where it wants none."""
    name = loaded.programme.programme
    mine = (timer.c.subject == f"programme:{name}", timer.c.rule == RULE, timer.c.state == "pending")
    if not loaded.programme.reminding.digest:
        connection.execute(update(timer).where(*mine).values(state="cancelled"))
        return False
    if connection.execute(select(timer.c.occurrence).where(*mine)).first() is not None:
        return False
    _set(service, connection, name, loaded.programme.reminding, now)
    return True


def fire_digest(service: Service, connection: Connection, row: Any, now: datetime) -> Done | str:
    """Send the digest of a programme, and set the timer of the next one; or say why not: waiting, put_off.

    It waits for reminders that are due and have not fired yet. Raises NotDeclared where the programme wants no digest
    any more.
    """
    name = row.subject.partition(":")[2]
    if _reminders_due(connection, name, now):
        return "waiting"
    _, loaded = service.current(connection, name)
    reminding = loaded.programme.reminding
    asked = Asked(DIGEST, "clock", now, {"day": day_of(now).isoformat()})
    plan = plan_action(service, connection, row.subject, asked)
    readers = _readers(service, connection, name, now) if _may_go(service, connection, reminding, now) else {}
    if not readers:
        _move(service, connection, row, reminding, now)
        return "put_off"
    done = carry_out(service, connection, plan)
    _LETTER.run_many(connection, [_letter(row.subject, done, no, each, now) for no, each in readers.items()])
    _set(service, connection, name, reminding, now)
    return done


def _set(service: Service, connection: Connection, name: str, reminding: Reminding, now: datetime) -> None:
    due = _next(service.calendar(connection, ""), reminding, now)
    connection.execute(
        insert(timer),
        {
            "subject": f"programme:{name}", "rule": RULE, "occurrence": day_of(due).isoformat(), "action": DIGEST,
            "due_at": due, "late": "send",
        },
    )  # fmt: skip


def _move(service: Service, connection: Connection, row: Any, reminding: Reminding, now: datetime) -> None:
    """An empty digest leaves no row behind: its timer becomes that of the next one."""
    due = _next(service.calendar(connection, ""), reminding, now)
    this = (
        timer.c.subject == row.subject,
        timer.c.rule == row.rule,
        timer.c.occurrence == row.occurrence,
    )
    new = {"occurrence": day_of(due).isoformat(), "due_at": due}
    connection.execute(update(timer).where(*this).values(new))


def _next(calendar: Calendar, reminding: Reminding, now: datetime) -> datetime:
    """The first moment of a digest that still lies ahead, on a working day."""
    hours, local = reminding.digest_hours(), now.astimezone(SHANGHAI)
    morning = datetime.combine(local.date(), hours.begin, SHANGHAI)
    return working_moment(morning if morning > local else morning + timedelta(days=1), hours, calendar)


def _may_go(service: Service, connection: Connection, reminding: Reminding, now: datetime) -> bool:
    """Whether a digest, a late one too, may go out now: on a working day, within the hours of the programme."""
    return working_moment(now, reminding.digest_hours(), service.calendar(connection, "")) <= now


def _reminders_due(connection: Connection, name: str, now: datetime) -> bool:
    due = select(timer.c.subject).where(
        timer.c.state == "pending", timer.c.due_at <= now, timer.c.action == "remind",
        timer.c.subject.startswith(f"case:{name}-", autoescape=True),
    )  # fmt: skip
    return connection.execute(due.limit(1)).first() is not None


def _readers(service: Service, connection: Connection, name: str, now: datetime) -> dict[str, Reader]:
    """By recipient what they are to read: people, or an organisation none of whose people can be written to."""
    readers: dict[str, Reader] = {}
    for subject, entry in sorted(_reminded(connection, name, now).items()):
        for recipient, role, matter in _matters(service, connection, subject, entry, now):
            found, _ = addressees(connection, recipient, role, day_of(now), "")
            for no in [each.no for each in found] or [recipient]:
                reader = readers.setdefault(no, Reader(role))
                if all(each["number"] != matter["number"] for each in reader.matters):
                    reader.matters.append(matter)
    return readers


def _reminded(connection: Connection, name: str, now: datetime) -> dict[str, Any]:
    """The last reminder of each case since the last digest."""
    sent = select(func.max(history.c.at)).where(
        history.c.subject == f"programme:{name}", history.c.event == "digest_sent"
    )
    last = connection.execute(sent).scalar_one()
    since = max(last, now - LONGEST) if last else now - LONGEST
    found = select(history.c.subject, history.c.target, history.c.payload).where(
        history.c.at > since, history.c.at <= now, history.c.event == "reminded",
        history.c.subject.startswith(f"case:{name}-", autoescape=True),
    )  # fmt: skip
    return {row.subject: row for row in connection.execute(found.order_by(history.c.at, history.c.seq))}


def _matters(
    service: Service, connection: Connection, subject: str, entry: Any, now: datetime
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Whom a reminder concerns now, and what it says; nobody where it is done or was a letter of its own."""
    asked = Asked("remind", "clock", now, _which(entry.payload))
    try:
        plan = plan_action(service, connection, subject, asked)
    except Refusal:
        return  # the case has moved on to where nobody is reminded
    step = plan.steps[plan.main]
    if step.decision.entry.source != entry.target or not step.loaded.programme.reminding.digest:
        return
    for rule in step.decision.letters:
        for recipient, role in recipients(connection, service, step, rule):
            yield recipient, role, {**_matter(connection, step), "copy": rule.template != "reminder"}


def _matter(connection: Connection, step: Step) -> dict[str, Any]:
    procedure = step.loaded.procedures[step.row["procedure"]]
    due = spoken_of(step)
    named = select(object.c.name).where(object.c.no == step.row["object_no"])
    return {
        "number": step.row["no"], "object": connection.execute(named).scalar() or "",
        "stage": procedure.states[step.decision.entry.source].name,
        "last_day": due.last_day.isoformat() if due else "", "provisional": bool(due and due.provisional),
    }  # fmt: skip


def _letter(subject: str, done: Done, recipient: str, reader: Reader, now: datetime) -> dict[str, Any]:
    facts = {
        "programme": subject.partition(":")[2], "seq": done.seq, "event": done.event, "state": done.state,
        "last_day": None, "provisional": False, "role": reader.role,
        "matters": sorted(reader.matters, key=lambda each: (each["copy"], each["last_day"], each["number"])),
    }  # fmt: skip
    return {
        "entry": done.hash, "template": "digest", "recipient": recipient, "subject": subject, "facts": facts,
        "created_at": now, "due_at": now,
    }  # fmt: skip


def _which(payload: str) -> dict[str, str]:
    said = json.loads(payload).get("reminder")
    return {"reminder": said} if said else {}
