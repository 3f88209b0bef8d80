"""History, append-only and chained, and the personal text that stands outside it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint

from models.append_only import protect
from models.base import Base, column
from models.types import UtcDateTime


class History(Base, table=True):
    """An entry of a subject's history. Never changed, never deleted: triggers refuse it."""

    __tablename__ = "history"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_from_one"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        UniqueConstraint("hash"),
        Index(None, "at"),
    )

    subject: str = column("whose history", key=True)
    seq: int = column("number of the entry within the subject, from 1 without gaps", key=True)
    at: datetime = column("when it happened", UtcDateTime)
    action: str = column("the action that was asked for")
    event: str = column("what happened, in the past tense")
    actor: str = column("a person's number, or `clock`")
    acting_as: str = column("the role and organisation the actor acted as, empty for the clock", default="")
    os_user: str = column("user of the operating system, where the terminal was used; else empty", default="")
    source: str = column("state before, empty for the first entry")
    target: str = column("state after")
    payload: str = column(
        "canonical JSON of what the action recorded; digests in place of personal text", Text
    )
    previous: str = column("hash of the entry before, empty for the first", default="")
    hash: str = column("SHA-256 over this entry, hexadecimal")


protect(History.__table__)


class PersonalText(Base, table=True):
    """Words about or by a person that history holds only the salted digest of, so that they can be erased."""

    __tablename__ = "personal_text"
    __table_args__ = (
        ForeignKeyConstraint(["subject", "seq"], ["history.subject", "history.seq"]),
        CheckConstraint("(text IS NULL) = (erased_at IS NOT NULL)", name="erased_whole"),
    )

    subject: str = column("whose history", key=True)
    seq: int = column("number of the entry it belongs to", key=True)
    field: str = column("name of the field of the payload it stands for", key=True)
    salt: str = column("salt of the digest, so that short texts cannot be guessed from it")
    text: str | None = column("the words, NULL once erased", Text, default=None)
    erased_at: datetime | None = column("when they were erased, NULL until then", UtcDateTime, default=None)
