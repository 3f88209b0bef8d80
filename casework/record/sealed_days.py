"""Days that are sealed: nothing more is entered on them, so that a seal misses nothing of its day."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from calendars import day_of
from casework.refused import DaySealed
from casework.storage.prepared import Prepared
from models.tables import seal

__all__ = ["refuse_sealed"]

_LAST = Prepared(select(func.max(seal.c.day)))


def refuse_sealed(connection: Connection, subject: str, version: int, now: datetime) -> None:
    """Raise DaySealed where the Shanghai day of ``now`` is sealed.

    Sealing is alone among the writers, so that no seal can come between this question and the commit.
    """
    last = _LAST.value(connection)
    if last is not None and day_of(now) <= last:
        raise DaySealed(subject, version, last)
