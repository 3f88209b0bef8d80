"""Load by week: what falls due in the weeks ahead, and what was done in the weeks behind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, String, case, cast, func, select

from calendars import SHANGHAI, day_of
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.deadlines import BY_DAY, asked_for
from casework.views.seen import seen
from models.tables import deadline, history

__all__ = ["Week", "load_by_week"]

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A week by ISO 8601, which begins on ``monday``.

    ``due`` are the deadlines still asked for whose last day lies in it, ``provisional`` those of them that the calendar
    may yet move; ``done`` is how often somebody moved a case on in it, ``by_clock`` how often the clock did.
    """

    year: int
    week: int
    monday: date
    due: int
    provisional: int
    done: int
    by_clock: int


def load_by_week(
    service: Service, now: datetime, *, behind: int = 8, ahead: int = 12, programme: str = "",
    sight: Sight = EVERYTHING,
) -> tuple[Week, ...]:  # fmt: skip
    """The weeks from ``behind`` weeks before this one to ``ahead`` weeks after it, of what may be seen; days are
    Shanghai's.
    """
    today = day_of(now)
    first = today - timedelta(days=today.weekday()) - behind * A_WEEK
    mondays = [first + at * A_WEEK for at in range(behind + 1 + ahead)]
    with service.store.reading() as connection:
        falls = _falls_due(connection, mondays, programme, sight)
        people, clock = _done(connection, mondays[: behind + 1], now, programme, sight)
    return tuple(
        Week(*each.isocalendar()[:2], each, *falls.get(each, (0, 0)), people[each], clock[each])
        for each in mondays
    )


def _falls_due(
    connection: Connection, mondays: Sequence[date], programme: str, sight: Sight
) -> dict[date, tuple[int, int]]:
    """By Monday how many deadlines have their last day in that week, and how many of them are provisional."""
    counted = select(deadline.c.last_day, func.count(), func.sum(case((deadline.c.provisional, 1), else_=0)))
    within = asked_for(counted, programme, sight).where(
        BY_DAY, deadline.c.last_day >= mondays[0], deadline.c.last_day < mondays[-1] + A_WEEK
    )
    found: dict[date, tuple[int, int]] = {}
    for day, count, provisional in connection.execute(within.group_by(deadline.c.last_day)):
        monday = day - timedelta(days=day.weekday())
        before = found.get(monday, (0, 0))
        found[monday] = before[0] + count, before[1] + provisional
    return found


def _done(
    connection: Connection, mondays: Sequence[date], now: datetime, programme: str, sight: Sight
) -> tuple[Counter[date], Counter[date]]:
    """By Monday how often cases were moved on in that week: by people, and by the clock."""
    begins = datetime.combine(mondays[0], time(), SHANGHAI)
    day, clock = _day(connection), history.c.actor == "clock"
    moves = select(day, clock, func.count()).where(
        history.c.at >= begins, history.c.at <= now, history.c.source != history.c.target, history.c.source != "",
        history.c.subject.startswith(f"case:{programme}-" if programme else "case:", autoescape=True),
        seen(history.c.subject, sight),
    )  # fmt: skip
    found: tuple[Counter[date], Counter[date]] = (Counter(), Counter())
    for written, by_clock, count in connection.execute(moves.group_by(day, clock)):
        done = date.fromisoformat(str(written))
        found[bool(by_clock)][done - timedelta(days=done.weekday())] += count
    return found


def _day(connection: Connection) -> ColumnElement[str]:
    """The day in Shanghai of an entry of the history."""
    if connection.dialect.name == "sqlite":
        return func.date(history.c.at, "+8 hours", type_=String)
    return cast(func.date(func.timezone("Asia/Shanghai", history.c.at)), String)
