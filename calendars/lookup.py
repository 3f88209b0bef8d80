"""The calendar: is this a working day, why, and is that certain."""

from calendar import isleap
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from calendars.days import ONE_DAY, WEEKDAYS_ZH, plain_day
from calendars.errors import UnknownYear
from calendars.festivals import festivals
from calendars.library import library_tables
from calendars.overlay import OverlayDay, digest, lines_in_force, region_prefix
from calendars.rules import LastDay
from calendars.statutory import statutory_days

# The next year's notice may still reach into these days of December: on 6 December 2018 it gave
# 31 December off and made 29 December a working day.
_UNSETTLED_FROM = 22
_MOST_REMEMBERED = 10_000

_WORKDAY, _MAKE_UP = "工作日", "调休上班"
_ORDINARY = frozenset((_WORKDAY, *WEEKDAYS_ZH))


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What one day is.

    day: the day; working: True for a working day; why: in Chinese, such as 工作日, 周六, 调休上班, 国庆节, or
    the source of the overlay's line; estimated: True where no announced arrangement says so.
    """

    day: date
    working: bool
    why: str
    estimated: bool


class Calendar:
    """Working days and rest days of one region, from the library and an overlay. Immutable.

    overlay: lines that override the library (see `OverlayDay`); region: GB/T 2260 code of the body whose days
    are counted, "" for nationwide lines only; known_through: the last year of the library to believe, for a
    virtual day on which later years were not announced yet, None for all of them.
    """

    __slots__ = (
        "_counted",
        "_estimated",
        "_known",
        "_library_years",
        "_lines",
        "_statutory",
        "_years",
        "region",
        "version",
    )

    def __init__(
        self, overlay: Iterable[OverlayDay] = (), *, region: str = "", known_through: int | None = None
    ) -> None:
        region_prefix(region)
        tables = library_tables()
        last = tables.last_year if known_through is None else min(tables.last_year, known_through)
        self.region = region
        self._library_years = range(tables.first_year, last + 1)
        self._lines = self._believed(lines_in_force(overlay, region))
        self._years = frozenset((*self._library_years, *_whole_years(self._lines)))
        self.version = f"chinesecalendar-{tables.version}+overlay:{digest(self._lines)}"
        if last < tables.last_year:
            self.version += f"+through:{last}"
        self._counted: dict[Hashable, LastDay] = {}
        self._known: dict[date, DayStatus] = {}
        self._estimated: dict[date, DayStatus] = {}
        self._statutory: dict[int, Mapping[date, str]] = {}

    def knows(self, year: int) -> bool:
        """Whether every day of a year is announced: by the library, or by an overlay line for each day."""
        return year in self._years

    def known_years(self) -> tuple[int, ...]:
        """The years that are known, in order."""
        return tuple(sorted(self._years))

    def status(self, day: date) -> DayStatus:
        """What a day is. Raises UnknownYear when its year is not known, ValueError for a datetime."""
        found = self._known.get(day)
        if found is None:
            if not self.knows(plain_day(day).year):
                raise UnknownYear(day.year, self._years)
            found = self._known[day] = self._with_line(self._base(day), known=True)
        return found

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day. Raises UnknownYear when its year is not known."""
        return self.status(day).working

    def estimate(self, day: date) -> DayStatus:
        """What a day is, or for an unknown year what it is likely to be, marked as estimated.

        The likely day: overlay lines as far as there are any, else weekends and statutory holidays.
        Raises UnknownYear only outside 2004-2100 (source: design.md, rule 7).
        """
        if self.knows(plain_day(day).year):
            return self.status(day)
        found = self._estimated.get(day)
        if found is None:
            found = self._estimated[day] = self._with_line(self._base(day), known=False)
        return found

    def settled(self, day: date) -> bool:
        """Whether no later notice is expected to change a day: it is known, not estimated, and not in the
        last ten days of December while the next year is still unknown (source: periods.md, recommendation).
        """
        if not self.knows(day.year) or self.status(day).estimated:
            return False
        return day.month < 12 or day.day < _UNSETTLED_FROM or self.knows(day.year + 1)

    def next_working(self, day: date) -> date:
        """The first working day strictly after a day. Raises UnknownYear when it meets an unknown year."""
        day += ONE_DAY
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day: date) -> date:
        """The last working day strictly before a day. Raises UnknownYear when it meets an unknown year."""
        day -= ONE_DAY
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def special_days(self, year: int) -> tuple[DayStatus, ...]:
        """The days of a year that are not what their weekday says: holidays and make-up working days.

        A holiday that falls on a weekend is among them. Raises UnknownYear when the year is not known.
        """
        days = (date(year, 1, 1) + timedelta(days=at) for at in range(365 + isleap(year)))
        return tuple(status for status in map(self.status, days) if status.why not in _ORDINARY)

    def once(self, question: Hashable, count: Callable[[], LastDay]) -> LastDay:
        """The answer to a question about a period, counted when it is asked first and then remembered.

        Everything that arises on one day asks much the same; as the calendar never changes, neither does the answer.
        """
        found = self._counted.get(question)
        if found is None:
            if len(self._counted) >= _MOST_REMEMBERED:
                self._counted.clear()
            found = self._counted[question] = count()
        return found

    def _believed(self, lines: Mapping[date, OverlayDay]) -> dict[date, OverlayDay]:
        """The lines less those of an invented arrangement for a year that the library knows."""
        return {
            d: line for d, line in lines.items() if not (line.estimated and d.year in self._library_years)
        }

    def _with_line(self, base: DayStatus, *, known: bool) -> DayStatus:
        """A day as the overlay has it; its source is the reason only where it changes the day."""
        line = self._lines.get(base.day)
        if line is None:
            return base
        why = base.why if line.working == base.working else line.source
        return DayStatus(base.day, line.working, why, line.estimated or not known)

    def _base(self, day: date) -> DayStatus:
        """A day without the overlay: as the library has it, else weekends and statutory holidays."""
        if day.year in self._library_years:
            tables = library_tables()
            if day in tables.make_up_days:
                return DayStatus(day, True, _MAKE_UP, False)
            return _plain(day, tables.holidays.get(day), estimated=False)
        return _plain(day, self._statutory_of(day.year).get(day), estimated=True)

    def _statutory_of(self, year: int) -> Mapping[date, str]:
        if year not in self._statutory:
            if year not in festivals():
                raise UnknownYear(year, self._years)
            self._statutory[year] = statutory_days(year)
        return self._statutory[year]


def _plain(day: date, holiday: str | None, *, estimated: bool) -> DayStatus:
    """A holiday if it has a name, else a weekday or a day of the weekend."""
    if holiday is not None:
        return DayStatus(day, False, holiday, estimated)
    if day.weekday() >= 5:
        return DayStatus(day, False, WEEKDAYS_ZH[day.weekday()], estimated)
    return DayStatus(day, True, _WORKDAY, estimated)


def _whole_years(days: Iterable[date]) -> list[int]:
    """The years of which every day is among the days."""
    lines = Counter(day.year for day in days)
    return [year for year, count in lines.items() if count == 365 + isleap(year)]
