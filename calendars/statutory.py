"""Statutory holidays: the days off that the regulation itself names, known without any notice."""

from datetime import date, timedelta

from calendars.errors import UnknownYear
from calendars.festivals import Festivals, festivals


def statutory_days(year: int) -> dict[date, str]:
    """The statutory holidays of a year and their Chinese names, in order of date.

    A day that is two holidays at once bears both names. Substitute days for holidays that fall on a weekend
    are not included: the yearly notice sets them. Raises UnknownYear outside 2004-2100. Source: regulation
    on public holidays in its versions of 1999, 2007 (from 2008), 2013 (from 2014), 2024 (from 2025).
    """
    moving = festivals().get(year)
    if moving is None:
        raise UnknownYear(year, festivals())
    named = [(date(year, 1, 1), "元旦"), *_spring_festival(year, moving.spring_festival), *_fixed(year)]
    if year >= 2008:
        named += _traditional(moving)
    days: dict[date, str] = {}
    for day, name in sorted(named):
        days[day] = f"{days[day]}、{name}" if day in days else name
    return days


def _spring_festival(year: int, first: date) -> list[tuple[date, str]]:
    """Three days; 2008-2013 they began with New Year's Eve, and from 2025 the Eve is a fourth."""
    with_eve = 2008 <= year <= 2013 or year >= 2025
    length = 2 if 2008 <= year <= 2013 else 3
    days = [(first + timedelta(days=at), "春节") for at in range(length)]
    return [(first - timedelta(days=1), "除夕"), *days] if with_eve else days


def _fixed(year: int) -> list[tuple[date, str]]:
    """Labour Day was three days until 2007, one until 2024, two from 2025; National Day is three."""
    labour = 3 if year < 2008 else 1 if year < 2025 else 2
    days = [(date(year, 5, day), "劳动节") for day in range(1, labour + 1)]
    return days + [(date(year, 10, day), "国庆节") for day in (1, 2, 3)]


def _traditional(moving: Festivals) -> list[tuple[date, str]]:
    """The traditional festivals, statutory since 2008."""
    return [(moving.qingming, "清明"), (moving.dragon_boat, "端午"), (moving.mid_autumn, "中秋")]
