"""The one door to `chinesecalendar`, the authority for announced years.

Only its tables are read. Its helper `find_workday` is off by one when the start is a rest day, so it is
never used (periods.md, section 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True)
class LibraryTables:
    """What the installed release knows: holidays by Chinese name, make-up days, first and last year."""

    version: str
    first_year: int
    last_year: int
    holidays: Mapping[date, str]
    make_up_days: frozenset[date]


@lru_cache(maxsize=1)
def library_tables() -> LibraryTables:
    """The tables of the installed `chinesecalendar`, read once, on first use."""
    import chinese_calendar

    chinese = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    holidays = {day: chinese[name] for day, name in chinese_calendar.holidays.items()}
    years = {day.year for day in holidays}
    return LibraryTables(
        version=chinese_calendar.__version__,
        first_year=min(years),
        last_year=max(years),
        holidays=holidays,
        make_up_days=frozenset(chinese_calendar.workdays),
    )
