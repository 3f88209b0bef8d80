"""Periods by the Civil Code: Articles 201 to 203, working days, and what an end rests on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import pytest

from calendars import (
    Calendar,
    CalendarError,
    Rule,
    Unit,
    UnknownYear,
    arrangement,
    fixed_day,
    invented_arrangement,
    last_day,
    working_days_between,
)

CALENDAR = Calendar()


def working(n: int, count_first_day: bool = False) -> Rule:
    return Rule(n, Unit.WORKING, count_first_day=count_first_day)


def end(start: date, rule: Rule) -> date:
    return last_day(CALENDAR, start, rule).day


@pytest.mark.parametrize(
    ("start", "rule", "day"),
    [
        (date(2024, 3, 4), working(5), date(2024, 3, 11)),
        (date(2024, 3, 4), working(5, count_first_day=True), date(2024, 3, 8)),
        (
            date(2026, 9, 28),
            working(5),
            date(2026, 10, 10),
        ),  # National Day between, the make-up Saturday counts
        (date(2026, 2, 13), working(1), date(2026, 2, 14)),  # a make-up Saturday is a working day
        (date(2026, 12, 21), working(0), date(2026, 12, 21)),
        (date(2026, 10, 3), working(0), date(2026, 10, 8)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, rule: Rule, day: date) -> None:
    """The start is not counted unless the rule says so; rest days never are."""
    assert end(start, rule) == day


@pytest.mark.parametrize("count_first_day", [False, True])
@pytest.mark.parametrize("start", [date(2026, 3, 7), date(2026, 3, 8)])
def test_working_days_from_a_rest_day_are_not_one_off(start: date, count_first_day: bool) -> None:
    """From a Saturday five working days end on Friday; the library's own helper says Monday."""
    assert end(start, working(5, count_first_day=count_first_day)) == date(2026, 3, 13)


def test_working_days_before_mirror_those_after() -> None:
    """Five working days before 11 March 2024 is 4 March."""
    rule = Rule(5, Unit.WORKING, "before")
    assert last_day(CALENDAR, date(2024, 3, 11), rule).day == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        (date(2024, 3, 4), 5, date(2024, 3, 11)),  # ends on Saturday 9 March, rolls to Monday
        (date(2024, 3, 4), 7, date(2024, 3, 11)),
        (date(2026, 9, 21), 10, date(2026, 10, 8)),  # ends on 1 October, rolls over the whole holiday
        (date(2026, 9, 30), 10, date(2026, 10, 10)),  # ends on a make-up Saturday, which is no rest day
    ],
)
def test_calendar_days_roll_off_rest_days(start: date, n: int, day: date) -> None:
    """Article 203: an end on a rest day moves to the day after the rest days."""
    assert end(start, Rule(n, Unit.CALENDAR)) == day


def test_calendar_days_stay_without_the_roll() -> None:
    """A notice may say otherwise (Article 204)."""
    assert end(date(2024, 3, 4), Rule(5, Unit.CALENDAR, roll_end=False)) == date(2024, 3, 9)


def test_calendar_days_with_the_first_day_counted() -> None:
    """共7天 from a Monday, the day itself counted, ends on Sunday and rolls to Monday."""
    rule = Rule(7, Unit.CALENDAR, count_first_day=True)
    assert end(date(2024, 3, 4), rule) == date(2024, 3, 11)
    assert end(date(2024, 3, 5), rule) == date(2024, 3, 11)


def test_calendar_days_before_roll_backwards() -> None:
    """At least ten days before 18 March 2024 is Friday 8 March: the distance is never shortened."""
    assert end(date(2024, 3, 19), Rule(10, Unit.CALENDAR, "before")) == date(2024, 3, 8)


@pytest.mark.parametrize(
    ("start", "rule", "day"),
    [
        (date(2021, 6, 21), Rule(3, Unit.YEAR), date(2024, 6, 21)),
        (date(2024, 2, 29), Rule(1, Unit.YEAR), date(2025, 2, 28)),
        (date(2024, 1, 31), Rule(1, Unit.MONTH), date(2024, 2, 29)),
        (date(2024, 1, 31), Rule(2, Unit.MONTH, roll_end=False), date(2024, 3, 31)),
        (date(2024, 1, 31), Rule(2, Unit.MONTH), date(2024, 4, 1)),
        (date(2024, 11, 15), Rule(2, Unit.MONTH), date(2025, 1, 15)),
        (date(2024, 7, 31), Rule(1, Unit.MONTH, "before"), date(2024, 6, 28)),  # 30 June was a Sunday
        (date(2024, 3, 29), Rule(1, Unit.MONTH, "before"), date(2024, 2, 29)),
    ],
)
def test_months_and_years_end_on_the_corresponding_day(start: date, rule: Rule, day: date) -> None:
    """Article 202: the corresponding day, or the month's last day where there is none."""
    assert end(start, rule) == day


@pytest.mark.parametrize(
    ("start", "direction", "day"),
    [
        (date(2024, 7, 1), "after", date(2024, 7, 31)),
        (date(2024, 1, 31), "after", date(2024, 2, 29)),
        (date(2024, 3, 15), "before", date(2024, 2, 16)),
        (date(2024, 3, 31), "before", date(2024, 3, 1)),
    ],
)
def test_month_with_the_first_day_counted_is_a_full_month(
    start: date, direction: Literal["after", "before"], day: date
) -> None:
    """1 July with one month, the day itself counted, ends on 31 July."""
    assert end(start, Rule(1, Unit.MONTH, direction, count_first_day=True, roll_end=False)) == day


def test_three_year_ban_ends_on_the_corresponding_day() -> None:
    """The ban of the Shandong notice: from 2025-06-20 to 2028-06-20, still an estimate of the holidays."""
    ban = last_day(CALENDAR, date(2025, 6, 20), Rule(3, Unit.YEAR), allow_estimate=True)
    assert (ban.day, ban.provisional) == (date(2028, 6, 20), True)


def test_day_ends_at_midnight_in_shanghai() -> None:
    """24:00 of the last day, in UTC."""
    last = last_day(CALENDAR, date(2024, 3, 4), working(5))
    assert last.ends_at == datetime(2024, 3, 11, 16, 0, tzinfo=UTC)
    assert last.ends_at.utcoffset() == timedelta(0)


def test_day_ends_at_the_close_of_business() -> None:
    """Article 203, second sentence."""
    last = last_day(CALENDAR, date(2024, 3, 4), Rule(5, Unit.WORKING, cutoff=time(17, 30)))
    assert last.ends_at == datetime(2024, 3, 11, 9, 30, tzinfo=UTC)


def test_fixed_day_includes_the_day_and_asks_no_calendar() -> None:
    """A printed Sunday of an unknown year stays as it is, and is certain (X1)."""
    last = fixed_day(CALENDAR, date(2028, 1, 2))
    assert (last.day, last.provisional) == (date(2028, 1, 2), False)
    assert last.ends_at == datetime(2028, 1, 2, 16, 0, tzinfo=UTC)
    assert fixed_day(CALENDAR, date(2023, 11, 17), cutoff=time(18)).ends_at.hour == 10


def test_last_day_refuses_to_cross_into_an_unknown_year() -> None:
    """Exact is exact, in both directions of doubt."""
    with pytest.raises(UnknownYear):
        last_day(CALENDAR, date(2026, 12, 30), working(2))
    with pytest.raises(UnknownYear):
        last_day(CALENDAR, date(2026, 12, 30), Rule(20, Unit.CALENDAR))


def test_last_day_without_a_roll_needs_no_arrangement() -> None:
    """Days are counted whatever they are, so nothing about the year has to be known."""
    last = last_day(CALENDAR, date(2026, 12, 30), Rule(20, Unit.CALENDAR, roll_end=False))
    assert (last.day, last.provisional) == (date(2027, 1, 19), False)


@pytest.mark.parametrize(
    ("start", "provisional"),
    [
        (date(2026, 12, 14), False),  # ends on Monday the 21st
        (date(2026, 12, 15), True),  # ends on Tuesday the 22nd, which the next notice may still move
        (date(2026, 12, 28), True),
    ],
)
def test_end_of_the_last_known_year_is_provisional(start: date, provisional: bool) -> None:
    """From 22 December on, and beyond the year, an end is provisional."""
    assert last_day(CALENDAR, start, working(5), allow_estimate=True).provisional is provisional


def test_exact_end_in_late_december_is_provisional_too() -> None:
    """It is known, so it is not refused; it may still move, so nothing may expire from it."""
    last = last_day(CALENDAR, date(2026, 12, 21), working(3))
    assert (last.day, last.provisional) == (date(2026, 12, 24), True)


def test_end_becomes_certain_when_the_arrangement_arrives() -> None:
    """The same period, with the notice for 2027 in the overlay."""
    overlay = arrangement(2027, [date(2027, 1, 1)], [], source="2027年通知", known_on=date(2026, 11, 4))
    last = last_day(Calendar(overlay), date(2026, 12, 28), working(5))
    assert (last.day, last.provisional) == (date(2027, 1, 5), False)
    assert last.calendar_version != CALENDAR.version


@pytest.mark.parametrize("allow_estimate", [False, True])
def test_end_on_an_invented_arrangement_is_provisional(allow_estimate: bool) -> None:
    """A rehearsal's invented year is computed with, and says so."""
    calendar = Calendar(invented_arrangement(2027, date(2026, 11, 4)))
    assert last_day(calendar, date(2027, 3, 1), working(5), allow_estimate=allow_estimate).provisional


def test_trace_tells_every_day() -> None:
    """From the start to the end, each with its number or without."""
    last = last_day(CALENDAR, date(2026, 2, 13), working(2))
    assert [(step.day.day, step.counted) for step in last.steps][:3] == [(13, None), (14, 1), (15, None)]
    assert [step.why for step in last.steps][:3] == ["起算当日不计入", "调休上班", "春节"]
    assert (last.steps[-1].day, last.steps[-1].counted) == (last.day, 2) == (date(2026, 2, 24), 2)


def test_trace_of_calendar_days_numbers_each_and_shows_the_roll() -> None:
    """Five days to a Saturday, then the roll to Monday."""
    last = last_day(CALENDAR, date(2024, 3, 4), Rule(5, Unit.CALENDAR))
    assert [step.counted for step in last.steps] == [None, 1, 2, 3, 4, 5, None, None]
    assert last.steps[-1].why == "工作日；末日顺延"


def test_trace_of_a_long_count_keeps_both_ends() -> None:
    """A year in days is not 365 lines."""
    last = last_day(CALENDAR, date(2024, 3, 4), Rule(365, Unit.CALENDAR))
    assert [step.counted for step in last.steps] == [None, 1, 365]


@pytest.mark.parametrize("n", [-1, 40_000])
def test_rule_refuses_a_number_that_makes_no_sense(n: int) -> None:
    """Negative, or more than a century of days."""
    with pytest.raises(ValueError, match="must be between 0 and"):
        Rule(n, Unit.WORKING)


def test_rule_refuses_midnight_as_cutoff() -> None:
    """00:00 would be the start of the day; 24:00 is written as None."""
    with pytest.raises(ValueError, match="24:00"):
        Rule(5, Unit.WORKING, cutoff=time(0))
    with pytest.raises(ValueError, match="Shanghai time"):
        Rule(5, Unit.WORKING, cutoff=time(17, tzinfo=UTC))


def test_rule_reads_its_unit_from_text() -> None:
    """A stored rule comes back with a plain string."""
    assert Rule(5, Unit("working")) == Rule(5, "working")  # type: ignore[arg-type]  # as storage gives it
    with pytest.raises(ValueError, match="week"):
        Rule(5, "week")  # type: ignore[arg-type]  # the fault is the point
    with pytest.raises(ValueError, match="direction"):
        Rule(5, Unit.WORKING, "after ")  # type: ignore[arg-type]  # the fault is the point


@pytest.mark.parametrize("unit", [Unit.CALENDAR, Unit.YEAR])
def test_last_day_beyond_the_calendar_is_refused(unit: Unit) -> None:
    """Ten thousand years from now is an error that says so."""
    with pytest.raises(CalendarError, match="outside the calendar"):
        last_day(CALENDAR, date(9990, 1, 1), Rule(9000, unit, roll_end=False))


def test_last_day_refuses_a_moment() -> None:
    """The caller decides which day it is, with day_of."""
    with pytest.raises(ValueError, match="day_of"):
        last_day(CALENDAR, datetime(2024, 3, 4, tzinfo=UTC), working(5))


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2024, 3, 4), date(2024, 3, 8), 5),
        (date(2024, 3, 9), date(2024, 3, 10), 0),
        (date(2024, 3, 8), date(2024, 3, 4), 0),
        (date(2026, 9, 28), date(2026, 10, 10), 6),
    ],
)
def test_working_days_between_counts_both_ends(first: date, last: date, count: int) -> None:
    """Both days are included; backwards there are none."""
    assert working_days_between(CALENDAR, first, last) == count
