"""Feeds of deadlines that a calendar program subscribes to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime


class Feed(Base, table=True):
    """A secret address at which a person's calendar program reads deadlines, until it is ended."""

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_length"),
        Index(None, "digest", unique=True),
        Index(None, "person_no"),
    )

    no: str = column("public number", key=True)
    digest: str = column("SHA-256 of the secret in the address, hexadecimal")
    person_no: str = column("whose deadlines", to="person.no")
    programme: str = column("only those of this programme, empty for all", default="")
    made_at: datetime = column("when it was made", UtcDateTime)
    ended_at: datetime | None = column("when it was ended, NULL while it holds", UtcDateTime, default=None)
