"""Deadlines for people: the most urgent first, and those of some subjects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    text,
)

from calendars import day_of
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.storage.among import among
from casework.storage.prepared import Prepared
from casework.views.seen import seen
from models.tables import case_file, deadline

__all__ = [
    "BY_DAY",
    "COLUMNS",
    "OF_CASE",
    "STILL_OPEN",
    "DeadlineRow",
    "Place",
    "asked_for",
    "deadline_rows",
    "deadlines_of",
    "list_deadlines",
]

COLUMNS = (
    deadline.c.subject, deadline.c.rule, deadline.c.occurrence, deadline.c.state, deadline.c.last_day,
    deadline.c.ends_at, deadline.c.provisional, deadline.c.paused_from,
)  # fmt: skip

# The number is cut out of the subject, not the subject made of the number: so the index of the cases is used.
OF_CASE = and_(deadline.c.subject.startswith("case:"), case_file.c.no == func.substr(deadline.c.subject, 6))

# As the partial index has it, by which the most urgent come first.
STILL_OPEN = text("deadline.state <> 'met' AND deadline.state <> 'cancelled'")
BY_DAY = deadline.c.state.in_(
    ("running", "paused", "expired")
)  # beside a last day: the index of both is used then
# In this form the index of states is of no use: without statistics SQLite takes it for the better one, and reads all
# the deadlines that run.
_BY_SUBJECT = text("coalesce(deadline.state, '') IN ('running', 'paused', 'expired')")
_OF = Prepared(
    select(*COLUMNS).where(among(deadline.c.subject, "subjects"), _BY_SUBJECT).order_by(deadline.c.ends_at)
)
Place = tuple[datetime, str, str]  # moment of the end, subject, rule: the order of urgency


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline of a subject. ``days_left`` counts calendar days to the last day, negative once it has passed.

    ``overdue`` says that its moment has passed and it is still asked for; ``provisional`` that the calendar may yet
    move it, so that nothing expires from it.
    """

    subject: str
    rule: str
    occurrence: str
    state: str
    last_day: date
    ends_at: datetime
    provisional: bool
    overdue: bool
    days_left: int
    paused_from: date | None = None

    @property
    def place(self) -> Place:
        """Where it stands in the order of urgency."""
        return self.ends_at, self.subject, self.rule


def list_deadlines(
    service: Service, now: datetime, *, overdue: bool = False, programme: str = "", day: date | None = None,
    sight: Sight = EVERYTHING, limit: int | None = None, after: Place | None = None,
) -> tuple[DeadlineRow, ...]:  # fmt: skip
    """The deadlines that are still asked for, the most urgent first: those running, paused, or overdue.

    ``overdue`` leaves only those whose moment has passed; ``programme`` those of one programme, ``day`` those whose
    last day it is, ``sight`` those of what may be seen; ``after`` goes on behind the ``place`` of one.
    """
    given = {
        "now": now, "day": day, **dict(zip(("ends_at", "subject", "rule"), after or (), strict=False)),
    }  # fmt: skip
    question = _question(programme, sight, overdue, day is not None, after is not None, limit)
    with service.store.reading() as connection:
        rows = connection.execute(question, given).all()
    return tuple(_latest(deadline_rows(rows, now)))


@lru_cache(maxsize=256)  # to say so much costs more than to ask it
def _question(
    programme: str, sight: Sight, overdue: bool, of_a_day: bool, goes_on: bool, limit: int | None
) -> Select[Any]:
    known = asked_for(select(*COLUMNS), programme, sight)
    if goes_on:
        known = known.where(_behind(bindparam("ends_at"), bindparam("subject"), bindparam("rule")))
    if overdue:
        known = known.where(deadline.c.state != "paused", deadline.c.ends_at <= bindparam("now"))
    if of_a_day:
        known = known.where(deadline.c.last_day == bindparam("day"))
    found = known.order_by(deadline.c.ends_at, deadline.c.subject, deadline.c.rule).limit(limit).subquery()
    # Sorted once more, so that SQLite finds all of them at once. Otherwise it looks for the next with each row that is
    # read, and who reads waits fifty times for others who compute.
    return select(found).order_by(found.c.ends_at, found.c.subject, found.c.rule)


def _behind(
    ends_at: ColumnElement[datetime], subject: ColumnElement[str], rule: ColumnElement[str]
) -> ColumnElement[bool]:
    same = deadline.c.ends_at == ends_at
    later = or_(
        deadline.c.ends_at > ends_at,
        and_(same, deadline.c.subject > subject),
        and_(same, deadline.c.subject == subject, deadline.c.rule > rule),
    )
    return and_(deadline.c.ends_at >= ends_at, later)  # the first by index


def asked_for(known: Select[Any], programme: str, sight: Sight) -> Select[Any]:
    """A question to `deadline`, narrowed to those of a programme (empty for all) that are asked for and may be seen."""
    known = (
        known.select_from(deadline)
        .outerjoin(case_file, OF_CASE)
        .where(STILL_OPEN, case((seen(deadline.c.subject, sight, joined=True), _asked_for()), else_=false()))
    )
    if not programme:
        return known
    mine = deadline.c.subject.contains(f":{programme}-", autoescape=True)
    return known.where(or_(mine, deadline.c.subject == f"programme:{programme}"))


def _asked_for() -> Any:
    """Running and paused ones; of those expired, the last ones of the state in which an open case still is.

    Costs more than whether a deadline may be seen, and is asked after that.
    """
    later = deadline.alias("later")
    again = exists().where(
        later.c.subject == deadline.c.subject, later.c.rule == deadline.c.rule,
        later.c.state.in_(("running", "paused", "expired")),
        cast(later.c.occurrence, Integer) > cast(deadline.c.occurrence, Integer),
    )  # fmt: skip
    still = and_(
        deadline.c.state == "expired", case_file.c.ended_at.is_(None),
        or_(deadline.c.rule == case_file.c.state, deadline.c.rule == "overall"), ~again,
    )  # fmt: skip
    return or_(deadline.c.state != "expired", still)


def deadlines_of(
    connection: Connection, subjects: Sequence[str], now: datetime
) -> dict[str, tuple[DeadlineRow, ...]]:
    """The deadlines of many subjects that run, are paused or have expired, the last of each rule; by subject."""
    found: dict[str, list[DeadlineRow]] = {}
    for each in deadline_rows(_OF.rows(connection, subjects=subjects), now):
        found.setdefault(each.subject, []).append(each)
    return {subject: tuple(_latest(rows)) for subject, rows in found.items()}


def _latest(rows: Iterable[DeadlineRow]) -> list[DeadlineRow]:
    """Of each subject and rule the last occurrence: a state may be entered again, with a new deadline."""
    every = list(rows)
    last = {(each.subject, each.rule): each for each in sorted(every, key=lambda each: int(each.occurrence))}
    return [each for each in every if last[each.subject, each.rule] is each]


def deadline_rows(rows: Iterable[Any], now: datetime) -> Iterator[DeadlineRow]:
    """Rows with the ``COLUMNS`` of deadlines, as they stand at a moment."""
    today = day_of(now)
    for row in rows:
        overdue = row.state != "paused" and row.ends_at <= now
        yield DeadlineRow(
            row.subject, row.rule, row.occurrence, str(row.state), row.last_day, row.ends_at, row.provisional, overdue,
            (row.last_day - today).days, row.paused_from,
        )  # fmt: skip
