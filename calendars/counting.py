"""Counting a period: from a start day and a rule to its last day.

The reading of a clock stop: days on which the clock stands still, from the day it stops to the day before it
resumes, do not exist for the count. So what remains at the stop is counted again from the day of resumption,
that day included; stopping on the last day leaves that one day, and resuming the same day changes nothing.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta

from calendars.days import end_of, plain_day
from calendars.errors import CalendarError
from calendars.lookup import Calendar
from calendars.rules import LastDay, Pause, Rule, Unit
from calendars.trace import Trace, merged
from calendars.units import consecutive_end, working_end


def last_day(
    calendar: Calendar, start: date, rule: Rule, *, allow_estimate: bool = False, pauses: Iterable[Pause] = ()
) -> LastDay:
    """The last day of a period, with its trace.

    start: the Shanghai day of the event; allow_estimate: answer for unknown years with a provisional
    estimate instead of refusing; pauses: days on which the clock stood still. Raises UnknownYear when it
    needs a year that is not known, CalendarError when a period counted backwards is to be paused or leaves
    the calendar, ValueError when start is a datetime. Source: Civil Code Art. 200-204, Administrative
    Licensing Law Art. 45, X1, X3. A period counted backwards rolls backwards, so that the distance the rule
    asks for is never shortened; the Civil Code says nothing about that case.
    """
    plain_day(start)
    stops = merged(pauses)
    if stops and rule.direction == "before":
        raise CalendarError(
            "a period counted backwards from a day cannot be paused; compute it from a new day"
        )
    return calendar.once(
        (start, rule, allow_estimate, stops), lambda: _counted(calendar, start, rule, allow_estimate, stops)
    )


def _counted(
    calendar: Calendar, start: date, rule: Rule, allow_estimate: bool, stops: tuple[Pause, ...]
) -> LastDay:
    trace = Trace(calendar, allow_estimate)
    count = working_end if rule.unit is Unit.WORKING else consecutive_end
    try:
        day = count(trace, start, rule, stops)
        ends_at = end_of(day, rule.cutoff)
    except OverflowError:
        raise CalendarError(
            f"{rule.n} {rule.unit} {rule.direction} {start} is outside the calendar"
        ) from None
    return LastDay(day, ends_at, trace.provisional, rule, start, tuple(trace.steps), calendar.version, stops)


def fixed_day(calendar: Calendar, day: date, *, cutoff: time | None = None) -> LastDay:
    """A date printed in a notice as a last day: the day is included until 24:00, or until the cut-off.

    Nothing is counted and nothing rolls, so the calendar is asked nothing and it is never provisional.
    Raises ValueError when day is a datetime. Source: X1, Civil Code Art. 204.
    """
    return last_day(calendar, day, Rule(0, Unit.CALENDAR, roll_end=False, cutoff=cutoff))


def move_by_pause(
    calendar: Calendar, deadline: LastDay, paused_from: date, resumed_on: date, allow_estimate: bool = False
) -> LastDay:
    """A deadline after its clock stood still from `paused_from` to the day before `resumed_on`.

    Working and calendar days are counted again from the start without the paused days; months and years keep
    their corresponding day, moved by the paused days; a printed date moves by them too. Earlier pauses are
    kept, overlapping ones count once. Resuming on the same day returns the deadline as it is. Raises
    CalendarError when the period had ended before the pause or is counted backwards, ValueError when it
    resumes before it stops, UnknownYear as `last_day` does. Source: Administrative Licensing Law Art. 45.
    """
    pause = Pause(plain_day(paused_from), plain_day(resumed_on))
    if paused_from > deadline.day:
        raise CalendarError(f"the period ended on {deadline.day}; it cannot be paused from {paused_from}")
    if paused_from == resumed_on:
        return deadline
    pauses = (*deadline.pauses, pause)
    return last_day(calendar, deadline.start, deadline.rule, allow_estimate=allow_estimate, pauses=pauses)


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days there are from first to last, both included; 0 when last is before first.

    Raises UnknownYear when a day between them is in an unknown year.
    """
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)
