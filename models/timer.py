"""Timers: what the clock is to do, and when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text

from models.base import Base, column
from models.types import UtcDateTime, choice

# Written out, not bound: a database uses the partial index only when it sees this very condition.
PENDING = text("state = 'pending'")


class TimerState(StrEnum):
    """Where a timer stands."""

    PENDING = "pending"
    FIRED = "fired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"  # by its late policy
    SET_ASIDE = "set_aside"  # it could not fire; a task says so


class Late(StrEnum):
    """What becomes of a timer that fell due while nobody ran."""

    ALWAYS = "always"  # it fires however late: an expiry
    SEND = "send"  # the letter still goes
    COLLAPSE = "collapse"  # several of one rule become one
    SKIP = "skip"  # too late to be of use


class Timer(Base, table=True):
    """A timer of a subject; fires once."""

    __tablename__ = "timer"
    __table_args__ = (
        CheckConstraint("(state = 'fired') = (fired_at IS NOT NULL)", name="fired_with_moment"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_timer_due_at_pending", "due_at", sqlite_where=PENDING, postgresql_where=PENDING),
    )

    subject: str = column("whose timer", key=True)
    rule: str = column("id of the rule that set it", key=True)
    occurrence: str = column("which time the rule applies: 1, 2, or a date; never empty", key=True)
    deadline_rule: str = column("rule of the deadline it serves, empty for none", default="")
    action: str = column("what the clock does when it fires")
    due_at: datetime = column("the moment it is due", UtcDateTime)
    late: Late = column("what if it is late", choice(Late, "late"), default=Late.ALWAYS)
    state: TimerState = column("where it stands", choice(TimerState, "state"), default=TimerState.PENDING)
    provisional: bool = column("true while its date rests on an unknown calendar", default=False)
    fired_at: datetime | None = column("when it fired, NULL until then", UtcDateTime, default=None)
    attempts: int = column("how many times firing it failed", default=0)
    last_error: str = column("why it failed last, empty for never", default="")
