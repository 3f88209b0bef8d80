"""Holidays that the regulation itself names, under each of its versions."""

from datetime import date

import holidays
import pytest

from calendars import Calendar, UnknownYear, statutory_days
from calendars.festivals import festivals


@pytest.mark.parametrize("year", range(2004, 2027))
def test_statutory_days_were_days_off(year: int) -> None:
    """Every statutory day of a year with a notice was a day off under the name of that holiday."""
    calendar = Calendar()
    for day, name in statutory_days(year).items():
        status = calendar.status(day)
        assert not status.working
        # a festival on a weekend that the notice left alone is a plain weekend day to the library
        assert status.why in ("周六", "周日") or status.why in ("春节" if name == "除夕" else name)


@pytest.mark.parametrize("year", range(2027, 2100))
def test_statutory_days_agree_with_a_second_library(year: int) -> None:
    """Under the regulation of 2024, the same days as computed by a library of its own astronomy."""
    other = holidays.country_holidays("CN", years=year, observed=False)
    assert set(statutory_days(year)) == {day for day in other if day.year == year}


def test_statutory_days_of_the_last_year() -> None:
    """2100 has no leap day, so Qingming falls on 5 April; the other library gets this one wrong."""
    assert festivals()[2100].qingming == date(2100, 4, 5)
    assert len(statutory_days(2100)) == 13


@pytest.mark.parametrize(
    ("year", "count", "eve"),
    [
        (2007, 10, False),
        (2008, 11, True),
        (2013, 11, True),
        (2014, 11, False),
        (2024, 11, False),
        (2025, 13, True),
    ],
)
def test_statutory_days_follow_the_regulation_of_their_time(year: int, count: int, eve: bool) -> None:
    """Ten days from 1999, eleven from 2008 (with the Eve until 2013), thirteen from 2025."""
    names = statutory_days(year)
    assert len(names) == count
    assert ("除夕" in names.values()) is eve


def test_second_of_may_is_statutory_from_2025() -> None:
    """The regulation of 2024-11-10 added it."""
    assert date(2024, 5, 2) not in statutory_days(2024)
    assert statutory_days(2025)[date(2025, 5, 2)] == "劳动节"


def test_day_of_two_holidays_bears_both_names() -> None:
    """1 October 2020 was National Day and Mid-Autumn."""
    assert set(statutory_days(2020)[date(2020, 10, 1)].split("、")) == {"中秋", "国庆节"}


@pytest.mark.parametrize("year", [2003, 2101])
def test_statutory_days_refuse_years_without_festival_dates(year: int) -> None:
    """Nothing is guessed beyond the table."""
    with pytest.raises(UnknownYear):
        statutory_days(year)
