"""The daily seal: one for each Shanghai day that has ended, over every head that moved that day, chained."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from calendars import SHANGHAI, day_of
from casework.record.chain import digest
from casework.service import Service
from casework.storage.prepared import Prepared, inserting
from models.tables import history, letter, seal
from models.types import canonical_json

__all__ = ["heads_of", "moved_on", "seal_digest", "seal_is_due", "seal_missing"]

Moved = list[tuple[str, int, str]]

_FIRST = Prepared(select(func.min(history.c.at)))
_LAST = Prepared(select(seal.c.day, seal.c.digest).order_by(seal.c.day.desc()).limit(1))
_MOVED = Prepared(
    select(history.c.subject, history.c.seq, history.c.hash, history.c.at)
    .where(
        history.c.at >= bindparam("begins", type_=history.c.at.type),
        history.c.at < bindparam("ends", type_=history.c.at.type),
    )
    .order_by(history.c.seq)
)
_NEW, _NEW_LETTER = inserting(seal), inserting(letter)
WITNESS = "role:witness"  # whoever keeps the digests outside


def seal_missing(service: Service, now: datetime) -> list[date]:
    """Seal every ended day since the first history entry that has no seal yet, in one commit; returns those days.

    Each seal binds, beside the heads that moved, the seal before it, and so all heads. Its letter goes to the outbox
    and is mailed outside.
    """
    with service.store.reading() as connection:
        if not _missing(connection, now):
            return []
    with service.store.writing(alone=True) as connection:  # whatever is entered on these days is there by now
        missing = _missing(connection, now)
        seals = _seals(connection, missing, now)
        _NEW.run_many(connection, seals)
        _NEW_LETTER.run_many(connection, [_letter(each, now) for each in seals])
    return missing


def seal_is_due(service: Service, now: datetime) -> bool:
    """Whether some ended day has no seal yet."""
    with service.store.reading() as connection:
        return bool(_missing(connection, now))


def _missing(connection: Connection, now: datetime) -> list[date]:
    last = _LAST.first(connection)
    first = _FIRST.value(connection)
    if first is None:
        return []
    start = last.day + timedelta(days=1) if last else day_of(first)
    return [start + timedelta(days=n) for n in range((day_of(now) - start).days)]


def _seals(connection: Connection, days: list[date], now: datetime) -> list[dict[str, Any]]:
    """The seals of these days, each over the heads that moved and the digest of the one before."""
    moved = moved_on(connection, days)
    last = _LAST.first(connection)
    previous = last.digest if last else ""
    seals = []
    for day in days:
        entries, text = len(moved[day]), heads_of(moved[day])
        sealed = seal_digest(day, previous, text)
        seals.append(
            {
                "day": day, "digest": sealed, "previous": previous, "entries": entries, "heads": text, "sealed_at": now,
            }
        )  # fmt: skip
        previous = sealed
    return seals


def moved_on(connection: Connection, days: list[date]) -> dict[date, Moved]:
    """Subject, number and hash of the entries of each of these days (without a gap), in the order of their numbers."""
    moved: dict[date, Moved] = {day: [] for day in days}
    if days:
        begins, ends = (datetime.combine(day, datetime.min.time(), SHANGHAI) for day in (days[0], days[-1]))
        for row in _MOVED.rows(connection, begins=begins, ends=ends + timedelta(days=1)):
            moved[day_of(row.at)].append((row.subject, row.seq, row.hash))
    return moved


def heads_of(moved: Moved) -> str:
    """The heads that moved, as a seal keeps them: canonical JSON of the last entry of each subject, sorted."""
    last = {subject: [subject, seq, hashed] for subject, seq, hashed in moved}
    return canonical_json([last[subject] for subject in sorted(last)])


def _letter(sealed: dict[str, Any], now: datetime) -> dict[str, Any]:
    facts = {"day": sealed["day"].isoformat(), "digest": sealed["digest"], "entries": sealed["entries"]}
    return {
        "entry": sealed["digest"], "template": "daily_seal", "recipient": WITNESS, "subject": "register",
        "facts": facts, "created_at": now, "due_at": now,
    }  # fmt: skip


def seal_digest(day: date, previous: str, heads: str) -> str:
    """The digest of a seal: SHA-256 over its day, the digest of the seal before, and the heads as stored."""
    return digest(canonical_json([day.isoformat(), previous, heads]))
