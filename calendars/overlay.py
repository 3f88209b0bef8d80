"""Days that override the library: mid-year amendments, new years, regional holidays, rehearsals."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from calendars.days import plain_day
from calendars.errors import CalendarError
from calendars.statutory import statutory_days


@dataclass(frozen=True)
class OverlayDay:
    """One day of an arrangement, as a notice sets it.

    day: the day; working: True for work, False for rest; source: the notice, in words people know;
    known_on: the day the notice was published; region: "" nationwide, else a GB/T 2260 code whose trailing
    00 pairs stand for everything below (450000 covers 450100 and 450123); estimated: True only for a
    rehearsal's invented arrangement.
    """

    day: date
    working: bool
    source: str
    known_on: date
    region: str = ""
    estimated: bool = False

    def __post_init__(self) -> None:
        plain_day(self.day)
        region_prefix(self.region)


def region_prefix(region: str) -> str:
    """The part of a GB/T 2260 code that everything below it shares: 450000 → 45, "" → "".

    Raises ValueError when the code is neither empty nor six digits.
    """
    if region and not (len(region) == 6 and region.isascii() and region.isdigit()):
        raise ValueError(f"region {region!r} is not a GB/T 2260 code: six digits such as 450000, or empty")
    pairs = [region[at : at + 2] for at in range(0, len(region), 2)]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return "".join(pairs)


def lines_in_force(overlay: Iterable[OverlayDay], region: str) -> dict[date, OverlayDay]:
    """The line that holds for each day in a region.

    An announced line beats an estimated one, a narrower region a wider one, a later `known_on` an earlier
    one. Raises CalendarError when two lines of equal standing disagree.
    """
    chosen: dict[date, OverlayDay] = {}
    for line in overlay:
        if region.startswith(region_prefix(line.region)):
            chosen[line.day] = _stronger(chosen.get(line.day, line), line)
    return chosen


def _stronger(held: OverlayDay, new: OverlayDay) -> OverlayDay:
    """The one of two lines for the same day that prevails."""
    if _standing(held) == _standing(new) and held.working != new.working:
        raise CalendarError(
            f"the overlay contradicts itself on {new.day}: working={held.working} by {held.source!r} and "
            f"working={new.working} by {new.source!r}, both known on {new.known_on}; remove one of them"
        )
    # the text decides between equal lines, so that their order in the overlay never shows
    return max(held, new, key=lambda line: (_standing(line), line.source))


def _standing(line: OverlayDay) -> tuple[bool, int, date]:
    return (not line.estimated, len(region_prefix(line.region)), line.known_on)


def digest(lines: Mapping[date, OverlayDay]) -> str:
    """Eight hexadecimal digits that stand for the lines in force, whatever order they came in."""
    text = "\n".join(
        f"{day} {int(line.working)} {int(line.estimated)} {line.source}"
        for day, line in sorted(lines.items())
    )
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def arrangement(
    year: int,
    rest: Iterable[date],
    make_up: Iterable[date],
    *,
    source: str,
    known_on: date,
    region: str = "",
    estimated: bool = False,
) -> tuple[OverlayDay, ...]:
    """A whole year from what a notice prints: the days off, and the weekend days worked instead.

    All other days of the year become plain weekdays and weekends, so that the year is known. Days of a
    neighbouring year are added as single lines: a notice may reach into the December before.
    Raises ValueError when a day is named in both lists.
    """
    off, worked = set(rest), set(make_up)
    if both := sorted(off & worked):
        raise ValueError(f"{both[0]} is named both as a day off and as a make-up working day")
    days = {*_days_of(year), *off, *worked}
    return tuple(
        OverlayDay(
            day, day in worked or (day.weekday() < 5 and day not in off), source, known_on, region, estimated
        )
        for day in sorted(days)
    )


def invented_arrangement(year: int, known_on: date) -> tuple[OverlayDay, ...]:
    """A made-up arrangement for a rehearsal: weekends and statutory days off, no make-up days.

    known_on: the (virtual) day it is taken as announced. Every line is marked as estimated. Raises
    UnknownYear outside 2004-2100.
    """
    source = f"演练推定：{year}年周末和法定节假日休息，不调休"
    return arrangement(year, statutory_days(year), (), source=source, known_on=known_on, estimated=True)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days)]
