"""The timers of a deadline, and the moments they ring: reminders within working hours, the end of the last day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from calendars import SHANGHAI, Calendar, LastDay, Unit
from statemachines.definition.reminding import Hours, Reminding
from statemachines.definition.time import Offset, Reminder
from statemachines.machine import DueRule
from statemachines.subject import TimerPlan

__all__ = ["timers_for", "working_moment"]

REMINDER_HOUR = time(9, 0)
A_DAY = timedelta(days=1)


def timers_for(
    rule: DueRule, occurrence: str, revision: int, last: LastDay, now: datetime, calendar: Calendar
) -> tuple[TimerPlan, ...]:
    """The timers of one deadline: its reminders that still lie ahead, and what happens when it has passed.

    An escalation is set even where its moment is past: a deadline may be over when it is opened or computed anew.
    """
    name = f"{occurrence}.{revision}"
    plans = [
        TimerPlan(own, name, "escalate" if each.escalate else "remind", at, each.policy, last.provisional)
        for each, own, at in _moments(rule, last.day, last.ends_at, calendar)
        if at > now or each.escalate
    ]
    end = TimerPlan(f"{rule.id}:{rule.action}", name, rule.action, last.ends_at, "always", last.provisional)
    return (*plans, end)


@lru_cache(maxsize=4096)
def _moments(
    rule: DueRule, last: date, ends_at: datetime, calendar: Calendar
) -> tuple[tuple[Reminder, str, datetime], ...]:
    """The reminders of a rule, the names of their timers, and when they ring; deadlines of one day share them."""
    return tuple(
        (each, f"{rule.id}:{each.at}", _reminder_at(each, last, ends_at, rule.reminding, calendar))
        for each in rule.reminders
    )


def _reminder_at(
    each: Reminder, last: date, ends_at: datetime, reminding: Reminding, calendar: Calendar
) -> datetime:
    """The moment of a reminder, in UTC: at nine, or as soon after as the programme's hours allow.

    What would so come too late for the deadline it is about comes on the last working morning before.
    """
    hours = reminding.hours(escalate=each.escalate)
    day = _reminder_day(each.at, last, calendar)
    if hours is None:
        return _at(day, REMINDER_HOUR)
    kept = working_moment(_at(day, hours.begin), hours, calendar)
    if each.at.n > 0 or kept < ends_at:
        return kept
    return _at(_working_day(calendar, last + A_DAY, -A_DAY), hours.begin)


def _reminder_day(offset: Offset, last: date, calendar: Calendar) -> date:
    if offset.unit is Unit.CALENDAR or offset.n == 0:
        return last + timedelta(days=offset.n)
    day, step = last, A_DAY if offset.n > 0 else -A_DAY
    for _ in range(abs(offset.n)):
        day = _working_day(calendar, day, step)
    return day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)


def working_moment(moment: datetime, hours: Hours, calendar: Calendar) -> datetime:
    """The same moment where it lies within working hours, else the next working morning; in UTC."""
    local = moment.astimezone(SHANGHAI)
    day, working = local.date(), calendar.estimate(local.date()).working
    if working and hours.begin <= local.time() < hours.end:
        return moment
    if working and local.time() < hours.begin:
        return _at(day, hours.begin)
    return _at(_working_day(calendar, day, A_DAY), hours.begin)


def _working_day(calendar: Calendar, day: date, step: timedelta) -> date:
    """The next working day after a day, or the last one before it; estimated where the year is not known."""
    day += step
    while not calendar.estimate(day).working:
        day += step
    return day
