"""How each unit runs: working days one by one, the others by arithmetic with a roll at the end."""

from calendar import monthrange
from datetime import date, timedelta

from calendars.days import ONE_DAY
from calendars.rules import Pause, Rule, Unit
from calendars.trace import Trace, pause_on

NOT_COUNTED = "起算当日不计入"
_LONGEST_TRACE = 62  # calendar days written out one by one; of a longer count its first and last day
_ENDS = {Unit.MONTH: "到期月的对应日", Unit.YEAR: "到期年的对应日"}


def working_end(trace: Trace, start: date, rule: Rule, pauses: tuple[Pause, ...]) -> date:
    """The n-th working day; for n = 0 the start or the nearest working day in the rule's direction."""
    onward = _onward(rule)
    day, counted = start, 0
    if rule.n and not rule.count_first_day:
        trace.add(start, None, NOT_COUNTED)
        day += onward
    while True:
        if pause := pause_on(day, pauses):
            trace.add_pause(day, pause)
            day = pause.resumed
            continue
        status = trace.look(day)
        counted += status.working
        trace.add_status(status, counted if status.working and rule.n else None)
        if status.working and counted >= rule.n:
            return day
        day += onward


def consecutive_end(trace: Trace, start: date, rule: Rule, pauses: tuple[Pause, ...]) -> date:
    """The end in calendar days, months or years: moved by the pauses, then rolled off rest days."""
    end = _moved(_by_arithmetic(start, rule), _first_counted(start, rule), pauses)
    if rule.n and not rule.count_first_day:
        trace.add(start, None, NOT_COUNTED)
    if rule.unit is Unit.CALENDAR and rule.n:
        _write_days(trace, start, rule, pauses)
    else:
        _write_end(trace, end, rule, pauses)
    return _rolled(trace, end, _onward(rule), pauses) if rule.roll_end else end


def _onward(rule: Rule) -> timedelta:
    return ONE_DAY if rule.direction == "after" else -ONE_DAY


def _first_counted(start: date, rule: Rule) -> date:
    """The first day of the count; before it a pause takes nothing away. A printed date has no such day."""
    if rule.n == 0:
        return date.min
    return start if rule.count_first_day else start + _onward(rule)


def _by_arithmetic(start: date, rule: Rule) -> date:
    """The last day when no day is skipped (Civil Code Art. 201, 202)."""
    sign = 1 if rule.direction == "after" else -1
    if rule.n == 0:
        return start
    if rule.unit is Unit.CALENDAR:
        return start + sign * timedelta(days=rule.n - rule.count_first_day)
    end, corresponds = _months_from(start, sign * rule.n * (12 if rule.unit is Unit.YEAR else 1))
    # With the start counted, a month is full one day before the corresponding day: 1 to 31 July. A month too
    # short to have that day ends the period on its own last day all the same.
    short = rule.count_first_day and (corresponds or sign < 0)
    return end - sign * ONE_DAY if short else end


def _months_from(start: date, months: int) -> tuple[date, bool]:
    """The corresponding day so many months away, or the month's last day; and whether it corresponds."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year}")
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, length)), start.day <= length


def _moved(end: date, first: date, pauses: tuple[Pause, ...]) -> date:
    """The end, later by every day on which the clock stood still while the period ran."""
    for pause in pauses:
        if pause.first <= end and pause.resumed > first:
            end += pause.resumed - max(pause.first, first)
    return end


def _write_days(trace: Trace, start: date, rule: Rule, pauses: tuple[Pause, ...]) -> None:
    """One step a calendar day; of a long count only the first and the last, and the pauses."""
    day = _first_counted(start, rule)
    counted = 0
    while counted < rule.n:
        if pause := pause_on(day, pauses):
            trace.add_pause(day, pause)
            day = pause.resumed
            continue
        counted += 1
        if rule.n <= _LONGEST_TRACE or counted in (1, rule.n):
            trace.add(day, counted, "自然日")
        day += _onward(rule)


def _write_end(trace: Trace, end: date, rule: Rule, pauses: tuple[Pause, ...]) -> None:
    """The steps of months and years, and of a printed date: the pauses and the end."""
    for pause in pauses:
        if pause.first <= end:
            trace.add_pause(pause.first, pause)
    if rule.n == 0:
        trace.add(end, None, "起算当日" if rule.roll_end else "载明的日期")
    else:
        trace.add(end, rule.n, _ENDS[rule.unit])


def _rolled(trace: Trace, end: date, onward: timedelta, pauses: tuple[Pause, ...]) -> date:
    """The end itself, or the next day that is neither a rest day nor paused (Civil Code Art. 203)."""
    status = trace.look(end)
    trace.explain_end(status)
    day = end
    while not status.working:
        day += onward
        if pause := pause_on(day, pauses):
            trace.add_pause(day, pause)
            day = pause.resumed
        status = trace.look(day)
        trace.add_status(status, None, "末日顺延")
    return day
