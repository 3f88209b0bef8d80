"""What holds for every period."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendars import Calendar, LastDay, Pause, Rule, Unit, last_day, move_by_pause, working_days_between

CALENDAR = Calendar()
ONE_DAY = timedelta(days=1)

starts = st.dates(date(2005, 1, 1), date(2025, 6, 30))
counts = st.integers(1, 120)


def working_end(start: date, n: int) -> date:
    return last_day(CALENDAR, start, Rule(n, Unit.WORKING)).day


@given(starts, counts)
def test_end_is_the_nth_working_day_after_the_start(start: date, n: int) -> None:
    """It is a working day, and (start, end] holds exactly n of them."""
    end = working_end(start, n)
    assert CALENDAR.is_working(end)
    assert working_days_between(CALENDAR, start + ONE_DAY, end) == n


@given(starts, counts)
def test_before_mirrors_after_between_working_days(start: date, n: int) -> None:
    """From a working day n forward and n back is the day itself."""
    begin = CALENDAR.next_working(start)
    back = last_day(CALENDAR, working_end(begin, n), Rule(n, Unit.WORKING, "before")).day
    assert back == begin


@given(starts, counts)
def test_counting_the_first_day_is_starting_a_day_earlier(start: date, n: int) -> None:
    """Day 1 today is the same as the event having been yesterday."""
    for unit in (Unit.WORKING, Unit.CALENDAR):
        counted = last_day(CALENDAR, start, Rule(n, unit, count_first_day=True)).day
        assert counted == last_day(CALENDAR, start - ONE_DAY, Rule(n, unit)).day


@given(starts, counts, st.sampled_from(Unit))
def test_longer_periods_and_later_starts_never_end_earlier(start: date, n: int, unit: Unit) -> None:
    """Ends are in the order of their starts and lengths."""
    n = n if unit in (Unit.WORKING, Unit.CALENDAR) else 1 + n % 6
    n = 1 if unit is Unit.YEAR else n
    rule = Rule(n, unit)
    end = last_day(CALENDAR, start, rule, allow_estimate=True).day
    assert end <= last_day(CALENDAR, start, Rule(n + 1, unit), allow_estimate=True).day
    assert end <= last_day(CALENDAR, start + ONE_DAY, rule, allow_estimate=True).day


@given(starts, counts)
def test_rolled_end_is_the_first_working_day_from_the_plain_end(start: date, n: int) -> None:
    """Article 203, told another way."""
    plain = last_day(CALENDAR, start, Rule(n, Unit.CALENDAR, roll_end=False)).day
    assert plain == start + timedelta(days=n)
    assert last_day(CALENDAR, start, Rule(n, Unit.CALENDAR)).day == CALENDAR.next_working(plain - ONE_DAY)


@given(starts, counts)
def test_trace_counts_to_n_and_ends_on_the_last_day(start: date, n: int) -> None:
    """The numbers run 1 to n without a gap, and exactly the working days bear one."""
    last = last_day(CALENDAR, start, Rule(n, Unit.WORKING))
    assert [step.counted for step in last.steps if step.counted] == list(range(1, n + 1))
    assert all((step.counted is not None) == CALENDAR.is_working(step.day) for step in last.steps[1:])
    assert last.steps[-1].day == last.day


@st.composite
def paused(draw: st.DrawFn) -> tuple[LastDay, date, date]:
    """A period and a pause that begins while it runs."""
    unit = draw(st.sampled_from([Unit.WORKING, Unit.CALENDAR]))
    start = draw(starts)
    last = last_day(CALENDAR, start, Rule(draw(st.integers(1, 40)), unit))
    stop = draw(st.dates(start - timedelta(days=5), last.day))
    return last, stop, stop + timedelta(days=draw(st.integers(0, 60)))


@given(paused())
def test_pause_leaves_as_many_counted_days_as_before(case: tuple[LastDay, date, date]) -> None:
    """The moved period counts n days, none of them paused, and never ends earlier."""
    last, stop, resumed = case
    moved = move_by_pause(CALENDAR, last, stop, resumed)
    days = [step.day for step in moved.steps if step.counted]
    assert len(days) == last.rule.n
    assert not any(stop <= day < resumed for day in (*days, moved.day))
    assert moved.day >= last.day
    assert CALENDAR.is_working(moved.day)


@given(paused())
def test_remaining_days_are_counted_again_from_the_resumption(case: tuple[LastDay, date, date]) -> None:
    """For working days: what was left at the stop, counted with the day of resumption as its first."""
    last, stop, resumed = case
    begin = last.start + ONE_DAY
    if last.rule.unit is not Unit.WORKING or stop < begin:
        return
    remaining = working_days_between(CALENDAR, stop, last.day)
    again = last_day(CALENDAR, resumed, Rule(remaining, Unit.WORKING, count_first_day=True))
    assert move_by_pause(CALENDAR, last, stop, resumed).day == again.day


@given(paused(), st.integers(0, 20), st.integers(0, 20))
def test_pauses_come_to_the_same_in_any_order(
    case: tuple[LastDay, date, date], wait: int, length: int
) -> None:
    """Two pauses give the same end whichever was told first; overlapping days count once."""
    last, stop, resumed = case
    second = stop + timedelta(days=wait)
    pauses = [Pause(stop, resumed), Pause(second, second + timedelta(days=length))]
    one, other = (last_day(CALENDAR, last.start, last.rule, pauses=order) for order in (pauses, pauses[::-1]))
    assert one == other
