"""Which days count: pure day arithmetic for Chinese working days and periods.

No clock and no database: the day, the overlay and the rule are passed in. `Calendar` answers what a day is,
`last_day` counts a period and keeps its trace, `explain` writes the trace for people.
"""

from calendars.counting import fixed_day, last_day, move_by_pause, working_days_between
from calendars.days import SHANGHAI, day_of
from calendars.errors import CalendarError, UnknownYear
from calendars.lookup import Calendar, DayStatus
from calendars.overlay import OverlayDay, arrangement, invented_arrangement
from calendars.record import as_record
from calendars.rules import LastDay, Pause, Rule, Step, Unit
from calendars.statutory import statutory_days
from calendars.windows import WindowVerdict, check_window
from calendars.wording import explain, in_short

__all__ = [
    "SHANGHAI",
    "Calendar",
    "CalendarError",
    "DayStatus",
    "LastDay",
    "OverlayDay",
    "Pause",
    "Rule",
    "Step",
    "Unit",
    "UnknownYear",
    "WindowVerdict",
    "arrangement",
    "as_record",
    "check_window",
    "day_of",
    "explain",
    "fixed_day",
    "in_short",
    "invented_arrangement",
    "last_day",
    "move_by_pause",
    "statutory_days",
    "working_days_between",
]
