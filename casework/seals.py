"""The daily seal: one for each Shanghai day that has ended, over every head that moved that day, chained."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from calendars import SHANGHAI, day_of
from casework.chain import digest
from casework.service import Service
from models.tables import history, letter, seal
from models.types import canonical_json

__all__ = ["seal_digest", "seal_missing"]


def seal_missing(service: Service, now: datetime) -> list[date]:
    """Seal every ended day since the first history entry that has no seal yet, in one commit; returns those days.

    Each seal binds, beside the heads that moved, the seal before it, and so all heads. Its letter goes to the outbox
    and is mailed outside.
    """
    with service.store.reading() as connection:
        missing = _missing(connection, now)
    if not missing:
        return []
    with service.store.writing() as connection:
        missing = _missing(connection, now)
        for day in missing:
            _seal(connection, day, now)
    return missing


def _missing(connection: Connection, now: datetime) -> list[date]:
    last = connection.execute(select(func.max(seal.c.day))).scalar_one()
    first = connection.execute(select(func.min(history.c.at))).scalar_one()
    if first is None:
        return []
    start = last + timedelta(days=1) if last else day_of(first)
    return [start + timedelta(days=n) for n in range((day_of(now) - start).days)]


def _seal(connection: Connection, day: date, now: datetime) -> None:
    begins = datetime.combine(day, datetime.min.time(), SHANGHAI)
    that_day = history.c.at >= begins, history.c.at < begins + timedelta(days=1)
    moved = connection.execute(
        select(history.c.subject, history.c.seq, history.c.hash)
        .where(*that_day)
        .order_by(history.c.subject, history.c.seq)
    ).all()
    heads = canonical_json([list(head) for head in {row.subject: row for row in moved}.values()])
    last = (
        connection.execute(select(seal.c.digest).order_by(seal.c.day.desc()).limit(1)).scalar_one_or_none()
        or ""
    )
    sealed = seal_digest(day, last, heads)
    connection.execute(
        insert(seal),
        {
            "day": day, "digest": sealed, "previous": last, "entries": len(moved), "heads": heads, "sealed_at": now,
        },
    )  # fmt: skip
    facts = {"day": day.isoformat(), "digest": sealed, "entries": len(moved)}
    connection.execute(
        insert(letter),
        {
            "entry": sealed, "template": "daily_seal", "recipient": "role:witness", "subject": "register",
            "facts": facts, "created_at": now,
        },
    )  # fmt: skip


def seal_digest(day: date, previous: str, heads: str) -> str:
    """The digest of a seal: SHA-256 over its day, the digest of the seal before, and the heads as stored."""
    return digest(canonical_json([day.isoformat(), previous, heads]))
