"""What a day is, and what the calendar refuses to say."""

import pickle
from datetime import UTC, date, datetime

import pytest

from calendars import Calendar, DayStatus, OverlayDay, UnknownYear, arrangement

CALENDAR = Calendar()


@pytest.mark.parametrize(
    ("day", "working", "why"),
    [
        (date(2026, 3, 5), True, "工作日"),
        (date(2026, 3, 7), False, "周六"),
        (date(2026, 3, 8), False, "周日"),
        (date(2026, 10, 10), True, "调休上班"),
        (date(2026, 10, 3), False, "国庆节"),
        (date(2026, 2, 17), False, "春节"),
    ],
)
def test_status_says_why(day: date, working: bool, why: str) -> None:
    """Each day comes with the reason in Chinese."""
    assert CALENDAR.status(day) == DayStatus(day, working, why, estimated=False)


@pytest.mark.parametrize("day", [date(2027, 1, 4), date(2003, 12, 31)])
def test_status_refuses_an_unknown_year(day: date) -> None:
    """An ordinary Monday of an unknown year is refused too: it may be a day off."""
    with pytest.raises(UnknownYear) as refused:
        CALENDAR.status(day)
    assert refused.value.year == day.year
    assert f"{day.year} is not known (known: 2004-2026)" in str(refused.value)
    assert "overlay" in str(refused.value)


def test_unknown_year_survives_pickling() -> None:
    """A refusal that crosses a process keeps its facts."""
    copy = pickle.loads(pickle.dumps(UnknownYear(2028, [2026, 2004, 2005])))  # noqa: S301 - our own bytes
    assert (copy.year, copy.known) == (2028, (2004, 2005, 2026))
    assert "2004-2005, 2026" in str(copy)


def test_unknown_year_says_when_nothing_is_known() -> None:
    """A calendar without any year says so."""
    calendar = Calendar(known_through=1999)
    with pytest.raises(UnknownYear, match="known: none"):
        calendar.status(date(2004, 1, 1))


def test_status_refuses_a_moment() -> None:
    """A datetime would be looked up under the wrong day without anybody noticing."""
    with pytest.raises(ValueError, match="day_of"):
        CALENDAR.status(datetime(2026, 3, 5, 23, tzinfo=UTC))


def test_known_through_hides_later_years() -> None:
    """On a virtual day in 2024 the arrangement of 2025 is not known, though the library has it."""
    calendar = Calendar(known_through=2024)
    assert calendar.knows(2024)
    assert not calendar.knows(2025)
    assert calendar.estimate(date(2025, 1, 27)) == DayStatus(
        date(2025, 1, 27), True, "工作日", estimated=True
    )


def test_known_through_beyond_the_library_changes_nothing() -> None:
    """A later year than the library knows is no claim to know it."""
    calendar = Calendar(known_through=2090)
    assert not calendar.knows(2027)
    assert calendar.version == CALENDAR.version


@pytest.mark.parametrize(
    ("day", "working", "why"),
    [
        (date(2027, 10, 1), False, "国庆节"),
        (date(2027, 2, 5), False, "除夕"),
        (date(2027, 2, 6), False, "春节"),
        (date(2027, 3, 6), False, "周六"),
        (date(2027, 3, 5), True, "工作日"),
    ],
)
def test_estimate_answers_unknown_years_and_says_so(day: date, working: bool, why: str) -> None:
    """Weekends and statutory days, marked as estimated."""
    assert CALENDAR.estimate(day) == DayStatus(day, working, why, estimated=True)


def test_estimate_is_exact_for_known_years() -> None:
    """What is known is not estimated."""
    day = date(2026, 10, 10)
    assert CALENDAR.estimate(day) == CALENDAR.status(day)


@pytest.mark.parametrize("year", range(2004, 2101))
def test_estimate_answers_every_year_of_its_range(year: int) -> None:
    """It never refuses between 2004 and 2100."""
    assert CALENDAR.estimate(date(year, 1, 1)).why == "元旦"


@pytest.mark.parametrize("year", [2003, 2101])
def test_estimate_refuses_beyond_its_range(year: int) -> None:
    """No festival dates are held for these years."""
    with pytest.raises(UnknownYear):
        CALENDAR.estimate(date(year, 6, 1))


def test_estimate_uses_single_overlay_lines() -> None:
    """A part of a year is no knowledge of the year, but a better estimate."""
    day = date(2027, 4, 9)
    calendar = Calendar([OverlayDay(day, False, "三月三", date(2026, 12, 1))])
    assert calendar.estimate(day) == DayStatus(day, False, "三月三", estimated=True)
    assert not calendar.knows(2027)


def test_settled_waits_for_the_next_notice_in_late_december() -> None:
    """The notice for the next year may still move the last ten days of December."""
    assert CALENDAR.settled(date(2026, 12, 21))
    assert not CALENDAR.settled(date(2026, 12, 22))
    assert CALENDAR.settled(date(2025, 12, 31))
    assert not CALENDAR.settled(date(2027, 1, 4))


def test_settled_from_the_day_the_next_year_is_known() -> None:
    """With the next year's arrangement in the overlay, December is certain."""
    overlay = arrangement(2027, [], [], source="2027年通知", known_on=date(2026, 11, 4))
    assert Calendar(overlay).settled(date(2026, 12, 31))


def test_next_and_previous_working_are_strict() -> None:
    """The day itself is never the answer, and make-up days count."""
    assert CALENDAR.next_working(date(2026, 9, 30)) == date(2026, 10, 8)
    assert CALENDAR.previous_working(date(2026, 10, 8)) == date(2026, 9, 30)
    assert CALENDAR.next_working(date(2026, 10, 9)) == date(2026, 10, 10)
    assert CALENDAR.previous_working(date(2026, 10, 12)) == date(2026, 10, 10)


def test_next_working_refuses_to_cross_into_an_unknown_year() -> None:
    """After the last working day of the last known year there is no answer."""
    with pytest.raises(UnknownYear):
        CALENDAR.next_working(date(2026, 12, 31))


def test_special_days_are_holidays_and_make_up_days() -> None:
    """2024 had 28 days off beyond plain weekends or on them, and 8 make-up working days."""
    days = CALENDAR.special_days(2024)
    assert [day.day for day in days if day.working] == [
        date(2024, 2, 4),
        date(2024, 2, 18),
        date(2024, 4, 7),
        date(2024, 4, 28),
        date(2024, 5, 11),
        date(2024, 9, 14),
        date(2024, 9, 29),
        date(2024, 10, 12),
    ]
    assert {day.why for day in days if not day.working} == {
        "元旦",
        "春节",
        "清明",
        "劳动节",
        "端午",
        "中秋",
        "国庆节",
    }


def test_special_days_reach_the_end_of_a_leap_year() -> None:
    """31 December is day 366 of 2024."""
    day = date(2024, 12, 31)
    calendar = Calendar([OverlayDay(day, False, "通知", date(2024, 11, 12))])
    assert calendar.special_days(2024)[-1].day == day
