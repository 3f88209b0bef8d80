"""Sessions of people who signed in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime


class AccountSession(Base, table=True):
    """A person who is signed in, in one browser. The row goes when the session ends: that is how it is ended."""

    __tablename__ = "account_session"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_length"),
        CheckConstraint("before_digest IS NULL OR length(before_digest) = 64", name="before_digest_length"),
        CheckConstraint("ends_at > opened_at", name="ends_after_opened"),
        Index(None, "digest", unique=True),
        Index(None, "before_digest"),
        Index(None, "person_no"),
        Index(None, "ends_at"),
    )

    no: str = column("number of the session, random; stays when the token changes", key=True)
    person_no: str = column("who is signed in", to="person.no")
    digest: str = column("SHA-256 of the token that is valid now, hexadecimal")
    before_digest: str | None = column(
        "SHA-256 of the token before it, NULL before the first change", default=None
    )
    secret: str = column("random, hexadecimal: the next token and the word of the forms come from it")
    opened_at: datetime = column("when the person signed in", UtcDateTime)
    settled_at: datetime | None = column(
        "when the valid token was first used, NULL until then: so long the one before is good too",
        UtcDateTime,
        default=None,
    )
    seen_at: datetime = column("when it was last used, to about a minute", UtcDateTime)
    ends_at: datetime = column("when it ends at the latest", UtcDateTime)
