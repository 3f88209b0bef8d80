"""Letters for people: which wait, which were sent, and which did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.addressees import called
from casework.views.rows import filled
from casework.views.seen import seen
from models.letter import STUCK, WAITING, LetterState
from models.tables import letter

__all__ = ["LetterRow", "Outbox", "list_letters", "outbox"]

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter. ``due_at`` is when it is tried next, or while it is claimed when the lease ends."""

    created_at: datetime
    state: str
    template: str
    recipient: str
    subject: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    reached: Sequence[str] | None
    message_id: str
    last_error: str
    recipient_name: str = ""  # empty for one who is not in the registers


_COLUMNS = tuple(each.name for each in fields(LetterRow) if each.name in letter.c)


def list_letters(
    service: Service, *, state: str = "", recipient: str = "", subject: str = "", sight: Sight = EVERYTHING,
    limit: int | None = None,
) -> tuple[LetterRow, ...]:  # fmt: skip
    """The letters about what may be seen, the newest first.

    Those in one state, to one recipient, about one subject only, where asked.
    """
    wanted = {"state": state, "recipient": recipient, "subject": subject}
    question = _question(frozenset(name for name, value in wanted.items() if value), sight, limit)
    with service.store.reading() as connection:
        rows = connection.execute(question, wanted).all()
        names = called(connection, (row.recipient for row in rows))
    return tuple(filled(LetterRow, row, recipient_name=names.get(row.recipient, "")) for row in rows)


@lru_cache(maxsize=256)  # to say so much costs more than to ask it
def _question(narrowed: frozenset[str], sight: Sight, limit: int | None) -> Select[Any]:
    known = select(*(letter.c[name] for name in _COLUMNS)).where(seen(letter.c.subject, sight))
    for name in sorted(narrowed):
        known = known.where(letter.c[name] == bindparam(name))
    order = (letter.c.created_at.desc(), letter.c.entry, letter.c.template, letter.c.recipient)
    return known.order_by(*order).limit(limit)


@dataclass(frozen=True, slots=True)
class Outbox:
    """How the mail is at ``now``, over letters about what may be seen.

    ``unsent`` counts those that wait or are stuck, by state; ``oldest`` is when the first that waits was caused,
    ``stale`` how many have waited for more than an hour; ``day`` counts the letters caused within a day, by state.
    ``reasons`` says why letters failed, the most frequent reason first.
    """

    now: datetime
    unsent: dict[str, int]
    oldest: datetime | None
    stale: int
    day: dict[str, int]
    reasons: tuple[tuple[str, int], ...]


def outbox(service: Service, now: datetime, *, sight: Sight = EVERYTHING) -> Outbox:
    """Look how the mail is; letters that arrived long ago are not counted."""
    mine = seen(letter.c.subject, sight)
    by_state = select(letter.c.state, func.count()).where(mine).group_by(letter.c.state)
    waiting = select(func.min(letter.c.created_at), func.count()).where(mine, WAITING)
    count = func.count()
    failed = select(letter.c.last_error, count).where(mine, STUCK, letter.c.state == "failed")
    with service.store.reading() as connection:
        unsent = {
            **_counts(connection, by_state.where(WAITING)),
            **_counts(connection, by_state.where(STUCK)),
        }
        oldest, _ = connection.execute(waiting).one()
        _, stale = connection.execute(waiting.where(letter.c.created_at < now - AN_HOUR)).one()
        day = _counts(connection, by_state.where(letter.c.created_at >= now - A_DAY))
        why = failed.group_by(letter.c.last_error).order_by(count.desc(), letter.c.last_error).limit(10)
        reasons = tuple((text, number) for text, number in connection.execute(why))
    whole = {
        state.value: unsent.get(state.value, 0) for state in LetterState if state is not LetterState.SENT
    }
    return Outbox(now, whole, oldest, stale, day, reasons)


def _counts(connection: Connection, known: Select[Any]) -> dict[str, int]:
    return {str(state): count for state, count in connection.execute(known)}
