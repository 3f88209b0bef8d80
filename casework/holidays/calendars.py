"""Holiday arrangements made known: written over the calendar, and every deadline they touch computed anew."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from calendars import OverlayDay, day_of
from casework.acting import carry_out, plan_action
from casework.asked import Asked
from casework.record.chain import digest
from casework.record.register import enter_in_register
from casework.refused import BadInput
from casework.service import Service
from casework.storage.errors import StoreError
from casework.tasks import close_task, open_task
from errors import ShenbaoError
from models.tables import calendar_day, deadline, task, timer
from models.types import canonical_json
from statemachines.refusals import NotDeclared

__all__ = ["Adopted", "Moved", "adopt"]

YEARS = range(2004, 2101)  # what the calendar can answer for at all
# GB/T 2260: first digit → second digits of the provinces.
PROVINCES = {
    "1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1", "8": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that an arrangement moved, or made certain where the day stayed the same."""

    subject: str
    rule: str
    before: date
    after: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was made known: how many days were new, their digest, and the deadlines that moved.

    Paused deadlines do not move now: they are counted with the calendar of the day on which they go on. ``failed`` are
    subjects that could not be computed anew; a task says why.
    """

    days: int
    digest: str
    moved: tuple[Moved, ...]
    closed_tasks: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class _Tried(Exception):
    """Undoes what a dry run has written."""


def adopt(
    service: Service, days: Iterable[OverlayDay], now: datetime, *, by: str = "clock", dry_run: bool = False
) -> Adopted:
    """Make an arrangement known, in one commit: its days, the register's entry, every running deadline it touches.

    Days that are known identically are passed over; where all are, nothing is written. ``dry_run`` does everything
    and keeps nothing.

    Raises:
        BadInput: days contradict each other or what is known, are not known yet, lie in no province or no year that
            the calendar can answer for, or are invented although this is no rehearsal.
    """
    given = tuple(days)
    _check(service, given, day_of(now))
    done = Adopted(0, "", ())
    try:
        with suppress(_Tried), service.store.writing(alone=True) as connection:
            done = _adopted(service, connection, given, now, by)
            if dry_run:
                raise _Tried
    except BaseException:
        service.forget_calendars()  # one was made of days that are not kept
        raise
    if dry_run:
        service.forget_calendars()
    return done


def _adopted(
    service: Service, connection: Connection, given: Sequence[OverlayDay], now: datetime, by: str
) -> Adopted:
    new = _unknown(connection, given)
    if not new:
        return Adopted(0, "", ())
    content = _write(connection, new, now, by)
    moved, failed = _recompute_all(service, connection, _touched(connection, new), now)
    closed = tuple(_settle(connection, now, by))
    for subject, error in failed.items():
        facts = {"rule": "recompute", "error": error[:500]}
        open_task(service, connection, subject, "calendar_needed", facts, now)
    return Adopted(len(new), content, moved, closed, tuple(failed))


def _check(service: Service, days: Sequence[OverlayDay], today: date) -> None:
    said: dict[tuple[Any, ...], OverlayDay] = {}
    for each in days:
        other = said.setdefault(_key(each), each)
        if other.working != each.working:
            raise BadInput(
                f"{each.day} is both a working day ({_of(other, each).source}) and a rest day; leave one out"
            )
        if each.day.year not in YEARS:
            raise BadInput(f"{each.day}: the calendar answers for {YEARS[0]}–{YEARS[-1]} only")
        if each.region and each.region[1] not in PROVINCES.get(each.region[0], ()):
            raise BadInput(
                f"{each.day}: region {each.region} lies in no province; write a GB/T 2260 code, or none"
            )
        if each.known_on > today:
            raise BadInput(f"{each.day}: known on {each.known_on}, which is still to come; today is {today}")
        if each.estimated and not service.believes_estimates:
            raise BadInput(f"{each.day}: an invented arrangement belongs in a rehearsal only")


def _of(one: OverlayDay, other: OverlayDay) -> OverlayDay:
    return one if one.working else other


def _key(each: Any) -> tuple[Any, ...]:
    return each.day, each.region, each.known_on


def _unknown(connection: Connection, days: Sequence[OverlayDay]) -> list[OverlayDay]:
    """The days that the overlay does not hold yet; raises BadInput where it holds the opposite."""
    known = {_key(row): row for row in connection.execute(select(calendar_day))}
    new: dict[tuple[Any, ...], OverlayDay] = {}
    for each in days:
        row = known.get(_key(each))
        if row is not None and row.working != each.working:
            raise BadInput(
                f"{each.day} is known as a {'working' if row.working else 'rest'} day by {row.source}, "
                f"made known on {row.known_on}; a later notice bears a later day"
            )
        if row is None:
            new.setdefault(_key(each), each)
    return [new[key] for key in sorted(new)]


def _write(connection: Connection, days: Sequence[OverlayDay], now: datetime, by: str) -> str:
    rows = [_row(each) for each in days]
    connection.execute(insert(calendar_day), rows)
    content = digest(
        canonical_json([{**row, "day": str(row["day"]), "known_on": str(row["known_on"])} for row in rows])
    )
    payload = {
        "days": len(rows), "first": str(days[0].day), "last": str(days[-1].day), "digest": content,
        "sources": sorted({each.source for each in days}),
    }  # fmt: skip
    enter_in_register(connection, "adopt_calendar", "calendar_adopted", now, payload, actor=by)
    return content


def _row(each: OverlayDay) -> Mapping[str, Any]:
    return {
        "day": each.day, "region": each.region, "known_on": each.known_on, "working": each.working,
        "source": each.source, "estimated": each.estimated,
    }  # fmt: skip


def _touched(connection: Connection, days: Sequence[OverlayDay]) -> list[str]:
    """Subjects with a running deadline that is provisional, or was counted across one of the days."""
    first, last = days[0].day, days[-1].day
    across = or_(deadline.c.last_day >= first, deadline.c.anchor >= first) & or_(
        deadline.c.last_day <= last, deadline.c.anchor <= last
    )
    running = select(deadline.c.subject).where(
        deadline.c.state == "running", or_(deadline.c.provisional, across)
    )
    return list(connection.execute(running.distinct().order_by(deadline.c.subject)).scalars())


def _recompute_all(
    service: Service, connection: Connection, subjects: Iterable[str], now: datetime
) -> tuple[tuple[Moved, ...], dict[str, str]]:
    """Compute all anew, each behind a savepoint: what is wrong with one must not keep the others from it."""
    moved: list[Moved] = []
    failed: dict[str, str] = {}
    for subject in subjects:
        try:
            with service.store.savepoint(connection):
                moved += _recomputed(service, connection, subject, now)
        except StoreError:
            raise
        except (ShenbaoError, IntegrityError) as error:
            failed[subject] = str(error)
    return tuple(moved), failed


def _recomputed(service: Service, connection: Connection, subject: str, now: datetime) -> list[Moved]:
    """Compute a subject's deadlines anew; nothing is written where nothing changes."""
    try:
        plan = plan_action(service, connection, subject, Asked("recompute", "clock", now))
    except NotDeclared:
        return []  # its deadline is a printed date, which no calendar moves
    changes = [each for each in plan.steps[plan.main].decision.deadlines if each.last is not None]
    if changes:
        carry_out(service, connection, plan)
    return [
        Moved(subject, each.rule, each.before or each.last.day, each.last.day, each.last.provisional)
        for each in changes
        if each.last is not None
    ]


def _settle(connection: Connection, now: datetime, by: str) -> Iterable[str]:
    """Close the tasks that asked for this arrangement: those about whom no timer is set aside for want of it."""
    still = (
        select(func.count())
        .where(timer.c.subject == task.c.subject, timer.c.state == "set_aside", timer.c.provisional)
        .scalar_subquery()
    )
    done = select(task.c.no).where(task.c.kind == "calendar_needed", task.c.closed_at.is_(None), still == 0)
    for number in list(connection.execute(done.order_by(task.c.no)).scalars()):
        close_task(connection, number, by, now)
        yield number
