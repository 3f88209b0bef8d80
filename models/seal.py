"""Daily seals over all histories."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text

from models.append_only import protect
from models.base import Base, column
from models.types import UtcDateTime


class Seal(Base, table=True):
    """The seal of one day. Never changed, never deleted: triggers refuse it."""

    __tablename__ = "seal"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_length"),)

    day: date = column("the day sealed, Asia/Shanghai; one that has ended", key=True)
    digest: str = column("SHA-256 over day, previous and heads, hexadecimal")
    previous: str = column("digest of the seal before, empty for the first")
    entries: int = column("how many history entries that day has")
    heads: str = column("canonical JSON: [subject, seq, hash] of each head that moved that day, sorted", Text)
    sealed_at: datetime = column("when the seal was made", UtcDateTime)


protect(Seal.__table__)
