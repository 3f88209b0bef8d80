"""What must hold whatever was killed: asked of the database, of the journals and of the mail server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from casework.auditing.subjects import Known, known_subjects
from casework.clock.owing import ASKING
from casework.record.audit import verify
from casework.service import Service
from models.tables import history, letter, request_key, timer
from tests.chaos.journal import Journal

__all__ = ["doubles", "faults", "faults_at_rest"]

# Who has done what it asks for gets none; who was asked before is not asked again.
PERHAPS = ASKING | {"panel_invitation"}


def faults(service: Service, journals: Iterable[Journal]) -> list[str]:
    """What is wrong, at any moment: chains, replay, timers fired twice or without an entry, letters not written,
    answers that were given and not kept.
    """
    answered = {key: entry for journal in journals for key, entry in journal.done().items()}
    found = [str(fault) for fault in verify(service).faults]
    with service.store.reading() as connection:
        entries = connection.execute(select(history).order_by(history.c.subject, history.c.seq)).all()
        found += _fired_otherwise_than_once(connection, entries)
        found += _letters_not_written(service, connection, entries)
        found += _answers_not_kept(connection, answered)
    return found


def faults_at_rest(service: Service, now: datetime, taken: Sequence[str]) -> list[str]:
    """What is wrong once all is done: timers that are still due, letters that did not arrive, Message-IDs of nobody.

    ``taken`` are the Message-IDs the mail server has seen, doubles included.
    """
    with service.store.reading() as connection:
        late = select(timer.c.subject, timer.c.rule).where(timer.c.state == "pending", timer.c.due_at <= now)
        found = [f"{row.subject}: the timer {row.rule} is still due" for row in connection.execute(late)]
        letters = connection.execute(select(letter)).all()
    arrived, known = set(taken), {each.message_id for each in letters}
    for each in letters:
        if each.state not in ("sent", "withheld"):
            found.append(f"{each.subject}: the letter {each.template} to {each.recipient} is {each.state}")
        if each.state == "sent" and each.message_id not in arrived:
            found.append(f"{each.subject}: the letter {each.template} is said to be sent, and did not arrive")
    return found + [f"{stray}: nobody's letter has arrived" for stray in sorted(arrived - known)]


def doubles(taken: Sequence[str]) -> int:
    """How many letters more than once: each with the Message-ID of the first, by which a mail program knows it."""
    return len(taken) - len(set(taken))


def _fired_otherwise_than_once(connection: Connection, entries: Sequence[Any]) -> Iterator[str]:
    """Of each subject and action as many timers fired as there are entries by the clock."""
    fired: Counter[tuple[str, str]] = Counter()
    known: set[tuple[str, str]] = set()
    for row in connection.execute(select(timer.c.subject, timer.c.action, timer.c.state)):
        known.add((row.subject, row.action))
        fired[row.subject, row.action] += row.state == "fired"
    entered = Counter((row.subject, row.action) for row in entries if row.actor == "clock")
    for key in sorted(known):
        if fired[key] != entered[key]:
            subject, action = key
            yield f"{subject}: {fired[key]} timers of “{action}” fired, and {entered[key]} entries say so"


def _letters_not_written(service: Service, connection: Connection, entries: Sequence[Any]) -> Iterator[str]:
    """Each entry has the letters its transition declares."""
    written: dict[str, set[str]] = {}
    for row in connection.execute(select(letter.c.entry, letter.c.template)):
        written.setdefault(row.entry, set()).add(row.template)
    subjects = sorted({row.subject for row in entries})
    known = known_subjects(service, connection, subjects)
    for row in entries:
        if row.subject in known:
            missing = _declared(known[row.subject], row) - written.get(row.hash, set())
            for template in sorted(missing):
                yield f"{row.subject} entry {row.seq} ({row.event}): the letter {template} was never written"


def _declared(known: Known, entry: Any) -> set[str]:
    """The templates of an entry's transition that nothing but the transition decides on."""
    ways = [
        {rule.template for rule in way.letters if not rule.only}
        for machine in known.machines
        for way in machine.actions(entry.source).get(entry.action, ())
        if (way.event, way.target or entry.source) == (entry.event, entry.target)
        and entry.acting_as in way.by
    ]
    ways += [{rule.template for rule in machine.opening} for machine in known.machines if entry.seq == 1]
    return set.intersection(*ways) - PERHAPS if ways else set()


def _answers_not_kept(connection: Connection, answered: dict[str, str]) -> Iterator[str]:
    """What somebody was told was done is there."""
    made = select(request_key.c.key, history.c.hash).join(
        history, (history.c.subject == request_key.c.subject) & (history.c.seq == request_key.c.seq)
    )
    kept = {row.key: row.hash for row in connection.execute(made)}
    for key, entry in answered.items():
        if kept.get(key) != entry:
            yield f"request {key}: it was answered with entry {entry[:12]}…, which is not there"
