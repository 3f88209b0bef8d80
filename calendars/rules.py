"""How a period is counted, and what counting it gives. Values only."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal

MOST = 36_525  # a century of days; longer periods are typing errors


class Unit(StrEnum):
    """What is counted: working days, calendar days (自然日), months or years."""

    WORKING = "working"
    CALENDAR = "calendar"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a period is counted.

    n: how many units; 0 means the start day itself, moved to a working day where the unit or the roll asks;
    unit: what is counted; direction: after or before the start; count_first_day: whether the start day is
    day 1 (Civil Code Art. 201: no; X3 for publicity); roll_end: whether an end on a rest day moves on to
    the next working day (Art. 203; calendar days, months and years only); cutoff: close of business in
    Shanghai, None for 24:00 (X1). Raises ValueError for numbers and cut-offs that make no sense.
    """

    n: int
    unit: Unit
    direction: Literal["after", "before"] = "after"
    count_first_day: bool = False
    roll_end: bool = True
    cutoff: time | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.n <= MOST:
            raise ValueError(f"a period of {self.n} units: n must be between 0 and {MOST}")
        if self.direction not in ("after", "before"):
            raise ValueError(f"direction {self.direction!r} must be 'after' or 'before'")
        if self.cutoff is not None and (self.cutoff == time(0) or self.cutoff.tzinfo is not None):
            raise ValueError(
                f"cutoff {self.cutoff!r} must be a Shanghai time after 00:00; None stands for 24:00"
            )
        object.__setattr__(self, "unit", Unit(self.unit))  # a rule read back from storage brings plain text


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stop (中止计时): the clock stands still from `first` to the day before `resumed`.

    Raises ValueError when it would resume before it stops.
    """

    first: date
    resumed: date

    def __post_init__(self) -> None:
        if self.resumed < self.first:
            raise ValueError(f"the clock cannot resume on {self.resumed}, before it stopped on {self.first}")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trace: the day, its number in the count (None: not counted), and why, in Chinese."""

    day: date
    counted: int | None
    why: str


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of a period, with everything needed to explain it and to compute it again.

    ends_at: the first moment after it, in UTC; provisional: a later holiday notice may move it, so nothing
    may expire from it; start, rule, pauses: what it was computed from; steps: the day-by-day trace;
    calendar_version: `Calendar.version` at that time. Source: design.md, rule 7.
    """

    day: date
    ends_at: datetime
    provisional: bool
    rule: Rule
    start: date
    steps: tuple[Step, ...] = field(hash=False)  # they follow from the rest
    calendar_version: str
    pauses: tuple[Pause, ...] = ()
