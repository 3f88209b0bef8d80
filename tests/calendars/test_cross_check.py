"""The library against a second, independent one, day by day; a difference stops a release."""

from datetime import date, timedelta

import holidays
import pytest

from calendars import Calendar

CALENDAR = Calendar()


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_every_day_agrees_with_a_second_library(year: int) -> None:
    """Both libraries tell the same working days in every year that both know from notices."""
    other = holidays.country_holidays("CN", years=[year - 1, year, year + 1])
    differing = [day for day in days_of(year) if CALENDAR.is_working(day) != other.is_working_day(day)]
    assert differing == []


def test_known_years_are_those_cross_checked() -> None:
    """When a new release of the library knows another year, the cross-check above must be extended."""
    assert CALENDAR.known_years() == tuple(range(2004, 2027))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2019, 5, 2), False),  # amended on 22 March 2019
        (date(2019, 4, 28), True),
        (date(2020, 1, 31), False),  # amended on 27 January 2020
        (date(2024, 2, 9), True),  # New Year's Eve was not statutory in 2024
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
    ],
)
def test_day_is_as_the_notice_prints_it(day: date, working: bool) -> None:
    """Days that libraries have got wrong, as the notices print them."""
    assert CALENDAR.is_working(day) is working
