"""Clock stops: what is left is counted again from the resumption."""

from datetime import date

import pytest

from calendars import Calendar, CalendarError, Pause, Rule, Unit, fixed_day, last_day, move_by_pause

CALENDAR = Calendar()
FIVE = last_day(CALENDAR, date(2024, 3, 1), Rule(5, Unit.WORKING))  # 4 to 8 March


@pytest.mark.parametrize(
    ("stop", "resumed", "day"),
    [
        (date(2024, 3, 6), date(2024, 3, 13), date(2024, 3, 15)),  # three left: 13, 14, 15
        (date(2024, 3, 8), date(2024, 3, 20), date(2024, 3, 20)),  # stopped on the last day: one left
        (date(2024, 3, 4), date(2024, 3, 11), date(2024, 3, 15)),  # nothing used up
        (date(2024, 3, 1), date(2024, 3, 4), date(2024, 3, 8)),  # over before the first counted day
        (date(2024, 2, 20), date(2024, 3, 5), date(2024, 3, 11)),  # began before it: only 4 March is lost
        (date(2024, 3, 7), date(2024, 3, 16), date(2024, 3, 19)),  # resumed on a Saturday: 18, 19
    ],
)
def test_pause_moves_working_days(stop: date, resumed: date, day: date) -> None:
    """Days from the stop to the day before the resumption do not exist for the count."""
    assert move_by_pause(CALENDAR, FIVE, stop, resumed).day == day


def test_resuming_on_the_same_day_changes_nothing() -> None:
    """Not even the trace."""
    assert move_by_pause(CALENDAR, FIVE, date(2024, 3, 6), date(2024, 3, 6)) is FIVE


def test_second_pause_keeps_the_first() -> None:
    """Stops add up, and the result remembers both."""
    once = move_by_pause(CALENDAR, FIVE, date(2024, 3, 6), date(2024, 3, 13))
    twice = move_by_pause(CALENDAR, once, date(2024, 3, 15), date(2024, 3, 18))
    assert twice.day == date(2024, 3, 18)
    assert twice.pauses == (
        Pause(date(2024, 3, 6), date(2024, 3, 13)),
        Pause(date(2024, 3, 15), date(2024, 3, 18)),
    )


def test_overlapping_pauses_count_once() -> None:
    """A correction told while the experts were at work takes no second time."""
    once = move_by_pause(CALENDAR, FIVE, date(2024, 3, 6), date(2024, 3, 13))
    twice = move_by_pause(CALENDAR, once, date(2024, 3, 8), date(2024, 3, 12))
    assert twice.day == once.day


def test_pause_is_told_in_the_trace() -> None:
    """Its first and last day, and nothing counted between."""
    moved = move_by_pause(CALENDAR, FIVE, date(2024, 3, 6), date(2024, 3, 13))
    stopped = [step.day for step in moved.steps if step.why == "中止计时"]
    assert stopped == [date(2024, 3, 6), date(2024, 3, 12)]


def test_pause_moves_calendar_days_before_the_roll() -> None:
    """Ten days end on Saturday 16 March; two are left at the stop, and only the new end rolls."""
    ten = last_day(CALENDAR, date(2024, 3, 6), Rule(10, Unit.CALENDAR))
    assert ten.day == date(2024, 3, 18)
    assert move_by_pause(CALENDAR, ten, date(2024, 3, 15), date(2024, 3, 20)).day == date(2024, 3, 21)


@pytest.mark.parametrize("unit", [Unit.CALENDAR, Unit.MONTH])
def test_pause_that_began_before_the_period_takes_only_days_of_the_period(unit: Unit) -> None:
    """From Monday 4 March, stopped since 20 February and resumed on the 7th: two counted days are lost."""
    rule = Rule(1 if unit is Unit.MONTH else 31, unit, roll_end=False)
    last = last_day(CALENDAR, date(2024, 3, 4), rule)
    assert last.day == date(2024, 4, 4)
    assert move_by_pause(CALENDAR, last, date(2024, 2, 20), date(2024, 3, 7)).day == date(2024, 4, 6)


def test_touching_pauses_become_one() -> None:
    """A stop that begins the day another ends is the same stop."""
    once = move_by_pause(CALENDAR, FIVE, date(2024, 3, 6), date(2024, 3, 8))
    twice = move_by_pause(CALENDAR, once, date(2024, 3, 8), date(2024, 3, 13))
    assert twice.pauses == (Pause(date(2024, 3, 6), date(2024, 3, 13)),)


def test_pause_during_the_roll_leaves_the_first_working_day_after_it() -> None:
    """The days were used up on Saturday; stopped on Sunday, the end is the first working day again."""
    ten = last_day(CALENDAR, date(2024, 3, 6), Rule(10, Unit.CALENDAR))
    assert move_by_pause(CALENDAR, ten, date(2024, 3, 17), date(2024, 3, 20)).day == date(2024, 3, 20)
    assert move_by_pause(CALENDAR, ten, date(2024, 3, 17), date(2024, 3, 23)).day == date(2024, 3, 25)


def test_pause_moves_months_by_its_days() -> None:
    """A month from 15 April ends on 15 May; stopped for seven days, on 22 May."""
    month = last_day(CALENDAR, date(2024, 4, 15), Rule(1, Unit.MONTH))
    moved = move_by_pause(CALENDAR, month, date(2024, 5, 6), date(2024, 5, 13))
    assert (month.day, moved.day) == (date(2024, 5, 15), date(2024, 5, 22))


def test_pause_moves_a_printed_date_by_its_days() -> None:
    """Nothing was counted, so the date moves by the days of the stop."""
    printed = fixed_day(CALENDAR, date(2024, 3, 8))
    assert move_by_pause(CALENDAR, printed, date(2024, 3, 6), date(2024, 3, 9)).day == date(2024, 3, 11)


def test_pause_after_the_end_is_refused() -> None:
    """A period that has ended cannot be stopped."""
    with pytest.raises(CalendarError, match="ended on 2024-03-08"):
        move_by_pause(CALENDAR, FIVE, date(2024, 3, 9), date(2024, 3, 20))


def test_pause_that_resumes_before_it_stops_is_refused() -> None:
    """The two days are probably exchanged."""
    with pytest.raises(ValueError, match="cannot resume"):
        move_by_pause(CALENDAR, FIVE, date(2024, 3, 6), date(2024, 3, 5))


def test_pause_of_a_period_counted_backwards_is_refused() -> None:
    """Such a period ends where it started; there is no clock to stop."""
    before = last_day(CALENDAR, date(2024, 3, 8), Rule(5, Unit.WORKING, "before"))
    with pytest.raises(CalendarError, match="backwards"):
        move_by_pause(CALENDAR, before, date(2024, 3, 1), date(2024, 3, 5))


def test_pause_across_an_unknown_year_needs_the_estimate() -> None:
    """The paused days need no arrangement, those after them do."""
    last = last_day(CALENDAR, date(2026, 12, 1), Rule(5, Unit.WORKING))
    moved = move_by_pause(CALENDAR, last, date(2026, 12, 4), date(2027, 3, 1), allow_estimate=True)
    assert (moved.day, moved.provisional) == (date(2027, 3, 3), True)
