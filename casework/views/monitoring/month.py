"""A month of the calendar: what each day is, and how many deadlines end on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from calendars import DayStatus, day_of
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.deadlines import BY_DAY, asked_for
from models.tables import deadline

__all__ = ["MonthDay", "month_of"]

PLAIN = ("工作日", "周六", "周日")


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day: ``working`` or not and ``why`` in Chinese, ``estimated`` where no arrangement says so yet.

    ``deadlines`` end on it and are still asked for, of which ``overdue`` have passed and ``provisional`` may yet move.
    """

    day: date
    working: bool
    why: str
    estimated: bool
    today: bool
    deadlines: int
    overdue: int
    provisional: int

    @property
    def kind(self) -> str:
        """workday, weekend, holiday or make_up; a day that an overlay changed is one of the last two."""
        if self.working:
            return "workday" if self.why in PLAIN else "make_up"
        return "weekend" if self.why in PLAIN else "holiday"


def month_of(
    service: Service, first: date, now: datetime, *, programme: str = "", sight: Sight = EVERYTHING
) -> tuple[MonthDay, ...]:
    """The days of the month that begins on ``first``, by the nationwide calendar, with the deadlines that may be seen.

    Raises UnknownYear outside 2004-2100.
    """
    days = _days(first)
    late = (deadline.c.state != "paused") & (deadline.c.ends_at <= now)
    counted = asked_for(
        select(
            deadline.c.last_day, func.count(), func.sum(case((late, 1), else_=0)),
            func.sum(case((deadline.c.provisional, 1), else_=0)),
        ),
        programme, sight,
    )  # fmt: skip
    within = deadline.c.last_day.between(days[0], days[-1])
    counted = counted.where(within, BY_DAY).group_by(deadline.c.last_day)
    with service.store.reading() as connection:
        calendar = service.calendar(connection, "")
        statuses = [calendar.estimate(day) for day in days]
        found = {day: tuple(counts) for day, *counts in connection.execute(counted)}
    return tuple(_line(each, day_of(now), found.get(each.day, (0, 0, 0))) for each in statuses)


def _days(first: date) -> list[date]:
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [first + timedelta(days=at) for at in range((following - first).days)]


def _line(status: DayStatus, today: date, counts: tuple[int, ...]) -> MonthDay:
    deadlines, overdue, provisional = counts
    return MonthDay(
        status.day, status.working, status.why, status.estimated, status.day == today, deadlines, overdue, provisional,
    )  # fmt: skip
