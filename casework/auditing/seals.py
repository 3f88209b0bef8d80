"""Daily seals: chained without a gap, each over the heads that moved on its day."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from calendars import day_of
from casework.auditing.report import Notes
from casework.record.seals import heads_of, moved_on, seal_digest
from models.tables import history, seal

__all__ = ["check_seals"]


def check_seals(connection: Connection, notes: Notes) -> None:
    """Note gaps, seals whose digest or chain does not fit, and days whose histories are not what was sealed."""
    first = connection.execute(select(func.min(history.c.at))).scalar_one()
    due: date | None = day_of(first) if first else None
    before = ""
    for row in connection.execute(select(seal).order_by(seal.c.day)).yield_per(100):
        notes.count("seals")
        where = f"seal {row.day}"
        if due is not None and row.day != due:
            notes.fault("seal", where, f"the seal of {due} should stand here: a day is missing")
        if row.previous != before:
            notes.fault("seal", where, "it does not name the digest of the seal before it")
        if seal_digest(row.day, row.previous, row.heads) != row.digest:
            notes.fault("seal", where, "its digest is not that of what it says: the seal was changed")
        _check_heads(connection, row, where, notes)
        due, before = row.day + timedelta(days=1), row.digest


def _check_heads(connection: Connection, row: Any, where: str, notes: Notes) -> None:
    moved = moved_on(connection, [row.day])[row.day]
    if len(moved) != row.entries:
        notes.fault(
            "seal",
            where,
            f"it was made over {row.entries} entries, the histories have {len(moved)} of that day",
        )
    if heads_of(moved) != row.heads:
        notes.fault("seal", where, "the histories of that day do not end in the heads it was made over")
