"""Daily seals: chained without a gap, each over the heads that moved on its day."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from calendars import SHANGHAI, day_of
from casework.auditing.report import Notes
from casework.seals import seal_digest
from models.tables import history, seal
from models.types import canonical_json

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
    begins = datetime.combine(row.day, datetime.min.time(), SHANGHAI)
    moved = (
        select(history.c.subject, history.c.seq, history.c.hash)
        .where(history.c.at >= begins, history.c.at < begins + timedelta(days=1))
        .order_by(history.c.subject, history.c.seq)
    )
    entries, heads = 0, {}
    for each in connection.execute(moved):
        entries += 1
        heads[each.subject] = list(each)
    if entries != row.entries:
        notes.fault(
            "seal", where, f"it was made over {row.entries} entries, the histories have {entries} of that day"
        )
    if canonical_json(list(heads.values())) != row.heads:
        notes.fault("seal", where, "the histories of that day do not end in the heads it was made over")
