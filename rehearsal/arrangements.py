"""Holiday arrangements that nobody has announced yet: invented, laid over the scratch database, made known in time."""

from datetime import date, datetime, timedelta

from calendars import Calendar, invented_arrangement
from casework.holidays.calendars import adopt
from casework.service import Service
from rehearsal.scene import Deed, Scene
from rehearsal.workdays import midnight

__all__ = ["announced", "known_by", "unknown_years"]

ANNOUNCED = (11, 10)  # month and day in which an arrangement for the next year is made known
HOUR = timedelta(hours=10)


def unknown_years(first: int, last: int) -> list[int]:
    """The years from ``first`` to ``last`` whose arrangement the calendar does not know."""
    calendar = Calendar()
    return [year for year in range(first, last + 1) if not calendar.knows(year)]


def known_by(service: Service, start: date) -> None:
    """Lay over the years whose arrangement was made known before the rehearsal begins."""
    for year in unknown_years(start.year, start.year + 1):
        if date(year - 1, *ANNOUNCED) <= start:
            _lay(service, year, midnight(start))


def announced(scene: Scene, start: date, until: date) -> None:
    """Make the others known on the virtual 10 November before."""
    for year in unknown_years(start.year, until.year + 2):
        day = date(year - 1, *ANNOUNCED)
        if day > start:
            scene.announce(midnight(day) + HOUR, _made_known(scene, year))


def _made_known(scene: Scene, year: int) -> Deed:
    def deed(now: datetime) -> None:
        scene.tally.recomputed += _lay(scene.service, year, now)

    return deed


def _lay(service: Service, year: int, now: datetime) -> int:
    """Adopt the invented arrangement of a year; returns how many deadlines were computed anew."""
    return len(adopt(service, invented_arrangement(year, date(year - 1, *ANNOUNCED)), now).moved)
