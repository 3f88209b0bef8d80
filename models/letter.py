"""The outbox: letters written by the commit that caused them, delivered later."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text

from models.base import Base, column
from models.person import Language
from models.types import Json, UtcDateTime, choice

# Written out, not bound: a database uses the partial index only when it sees this very condition.
WAITING = text("state IN ('pending', 'claimed')")
STUCK = text("state IN ('failed', 'withheld')")


class LetterState(StrEnum):
    """Where a letter stands."""

    PENDING = "pending"
    CLAIMED = "claimed"  # somebody is sending it, until `due_at`; then anybody may take it over
    SENT = "sent"
    FAILED = "failed"  # refused for good; a task says so
    WITHHELD = "withheld"  # not to be sent any more, or never: a rehearsal's


class Letter(Base, table=True):
    """A letter to one recipient, holding the facts of the moment it was caused."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_with_moment"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_letter_due_at_waiting", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_letter_created_at_stuck", "created_at", sqlite_where=STUCK, postgresql_where=STUCK),
        Index(None, "subject"),
        Index(None, "created_at"),
    )

    entry: str = column("hash of the history entry, or digest of the seal, that caused it", key=True)
    template: str = column("id of the template", key=True)
    recipient: str = column(
        "a person's number, `org:CODE`, or `role:witness` for the outside witness of seals", key=True
    )
    subject: str = column("what it is about")
    facts: dict[str, Any] = column("what the template needs, as it was then", Json)
    language: Language = column(
        "language of the recipient", choice(Language, "language"), default=Language.ZH
    )
    created_at: datetime = column("when it was caused", UtcDateTime)
    state: LetterState = column("where it stands", choice(LetterState, "state"), default=LetterState.PENDING)
    due_at: datetime = column(
        "not to be tried before: when it was caused, its next try, or the end of the lease while claimed",
        UtcDateTime,
    )
    attempts: int = column("how many times sending was tried", default=0)
    message_id: str = column("Message-ID, the same at every attempt; empty until the first", default="")
    sent_at: datetime | None = column(
        "when it was accepted for delivery, NULL until then", UtcDateTime, default=None
    )
    reached: list[str] | None = column(
        "those whose mail server took it: numbers of people, or `recipient` itself; NULL while it reached nobody",
        Json,
        default=None,
    )
    last_error: str = column("why sending failed last, empty for never", default="")
