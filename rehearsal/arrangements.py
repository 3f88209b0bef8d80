"""Holiday arrangements that nobody has announced yet: invented, laid over the scratch database, made known in time."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from calendars import Calendar, invented_arrangement
from casework.acting import act
from casework.asked import Asked
from casework.service import Service
from models.tables import calendar_day, deadline
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
    days = invented_arrangement(year, date(year - 1, *ANNOUNCED))
    with service.store.writing() as connection:
        rows = [
            {
                "day": day.day, "region": day.region, "known_on": day.known_on, "working": day.working,
                "source": day.source, "estimated": day.estimated,
            }
            for day in days
        ]  # fmt: skip
        connection.execute(insert(calendar_day), rows)
    known = select(deadline.c.subject).where(
        deadline.c.provisional, deadline.c.state.in_(("running", "paused"))
    )
    with service.store.reading() as connection:
        subjects = sorted(set(connection.execute(known).scalars()))
    for subject in subjects:
        act(service, subject, Asked("recompute", "clock", now))
    return len(subjects)
