"""Deadlines that explain themselves, and every change of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text

from models.base import Base, column
from models.types import Json, UtcDateTime, choice

# Written out, not bound: a database uses the partial index only when it sees this very condition. It does not name the
# states that are meant: SQLite would take the index of states for them, and sort all it finds there.
OPEN = text("state <> 'met' AND state <> 'cancelled'")


class DeadlineState(StrEnum):
    """Where a deadline stands."""

    RUNNING = "running"
    PAUSED = "paused"  # the clock is stopped (中止计时)
    MET = "met"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ChangeKind(StrEnum):
    """How a deadline was changed."""

    PAUSED = "paused"
    RESUMED = "resumed"  # what was left goes on
    RESTARTED = "restarted"  # counting starts anew
    EXTENDED = "extended"  # by an authorised officer
    RECOMPUTED = "recomputed"  # a holiday arrangement became known or was amended


class Deadline(Base, table=True):
    """A deadline (期限) of a subject."""

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("(state = 'paused') = (paused_from IS NOT NULL)", name="paused_with_day"),
        Index(None, "state", "last_day"),
        Index(None, "provisional", "state"),
        Index(
            "ix_deadline_ends_at_open", "ends_at", "subject", "rule", sqlite_where=OPEN, postgresql_where=OPEN
        ),
    )

    subject: str = column("whose deadline", key=True)
    rule: str = column("id of the rule in the definition", key=True)
    occurrence: str = column("which time the rule applies: 1, 2, or a date; never empty", key=True)
    state: DeadlineState = column(
        "where it stands", choice(DeadlineState, "state"), default=DeadlineState.RUNNING
    )
    anchor: date = column("day of the event it is counted from, Asia/Shanghai")
    last_day: date = column("its last day, Asia/Shanghai; while paused, as it stood before")
    ends_at: datetime = column("the moment it ends: that day's cut-off hour", UtcDateTime)
    provisional: bool = column(
        "true while it rests on a year whose arrangement is not known: no expiry fires from it", default=False
    )
    calendar_version: str = column("version of the calendar it was counted with")
    definition: Any = column("the rule as it was counted", Json)
    trace: Any = column("day by day, why each was counted or not", Json)
    revision: int = column("how many times it was changed", default=0)
    paused_from: date | None = column("first day that does not count, NULL unless paused", default=None)
    restarts: bool = column("true: once the pause ends it is counted anew, not continued", default=False)


class DeadlineChange(Base, table=True):
    """A change of a deadline: pause, resumption, extension, another calendar."""

    __tablename__ = "deadline_change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["subject", "rule", "occurrence"], ["deadline.subject", "deadline.rule", "deadline.occurrence"]
        ),
        ForeignKeyConstraint(["subject", "seq"], ["history.subject", "history.seq"]),
        CheckConstraint("revision >= 1", name="revision_from_one"),
    )

    subject: str = column("whose deadline", key=True)
    rule: str = column("its rule", key=True)
    occurrence: str = column("its occurrence", key=True)
    revision: int = column("the revision this change made, from 1", key=True)
    kind: ChangeKind = column("how it was changed", choice(ChangeKind, "kind"))
    on_day: date = column("the day the change takes effect, Asia/Shanghai")
    seq: int = column("number of the subject's history entry that made it")
    reason: str = column("why", default="")
    before_day: date | None = column("last day before the change, NULL while it was paused", default=None)
    after_day: date | None = column("last day after the change, NULL for a pause", default=None)
