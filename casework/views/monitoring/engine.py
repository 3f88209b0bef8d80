"""The engine: what happens by itself, how far behind it is, which calendar it counts by, and on which database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from calendars.library import library_tables
from casework.clock.due import due_now
from casework.clock.ledger import RunRow, recent
from casework.service import Service
from models.tables import calendar_day, deadline, flow_run, seal, task, timer
from models.timer import PENDING

__all__ = ["CalendarLine", "Engine", "SealLine", "engine"]

SWEEP = "enforce_deadlines"  # the flow that fires timers
SPAN = timedelta(days=7)  # so far back runs are counted
PATIENCE = timedelta(minutes=1)  # a timer that was due for longer is overdue
TOLD_BY = ("timer_set_aside", "calendar_needed")
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class SealLine:
    """The last daily seal: of which day, over how many entries, made when."""

    day: date
    digest: str
    entries: int
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """What working days are counted by.

    ``library`` is the release of chinesecalendar, ``version`` its name together with the overlay's digest, which has
    ``overlay`` lines; ``known_until`` is the last year that is announced without a gap, ``provisional`` how many
    running deadlines rest on years behind it.
    """

    library: str
    version: str
    overlay: int
    known_until: int
    provisional: int


@dataclass(frozen=True, slots=True)
class Engine:
    """How what happens by itself is at ``now``.

    ``last_sweep`` is the last sweep that had anything to do: one that had not leaves no trace. ``due`` timers are due
    (10,000 at most are counted), ``overdue`` of them for more than a minute, the first for ``lag`` seconds; ``next``
    is when the next one behind these is due; ``set_aside`` could not be fired,
    and an open task says so. ``by_state`` counts the runs of the
    last seven days, ``runs`` are the last ones.
    """

    now: datetime
    database: str
    last_sweep: RunRow | None
    due: int
    overdue: int
    lag: float
    next: datetime | None
    pending: int
    set_aside: int
    by_state: Mapping[str, int]
    runs: tuple[RunRow, ...]
    calendar: CalendarLine
    seal: SealLine | None


def engine(service: Service, now: datetime, runs: int = 20) -> Engine:
    """Look how the engine is; ``runs`` is how many of the last runs are told. Raises StoreError without a database."""
    due = due_now(service, now)
    swept, last = recent(service, 1, flow=SWEEP), recent(service, runs)
    with service.store.reading() as connection:
        late = select(func.count()).where(PENDING, timer.c.due_at < now - PATIENCE)
        ahead = select(func.min(timer.c.due_at)).where(PENDING, timer.c.due_at > now)
        return Engine(
            now, KINDS[service.store.database.dialect], swept[0] if swept else None, due.count,
            connection.execute(late).scalar_one(), (now - due.first).total_seconds() if due.first else 0.0,
            connection.execute(ahead).scalar_one(), _pending(connection), _set_aside(connection),
            _runs(connection, now), last, _calendar(service, connection), _seal(connection),
        )  # fmt: skip


def _pending(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(timer).where(PENDING)).scalar_one()


def _set_aside(connection: Connection) -> int:
    """Counted by the tasks that tell of them, of which few are open; timers are never few."""
    known = select(func.count()).where(task.c.closed_at.is_(None), task.c.kind.in_(TOLD_BY))
    return connection.execute(known).scalar_one()


def _runs(connection: Connection, now: datetime) -> dict[str, int]:
    known = select(flow_run.c.state, func.count()).where(flow_run.c.started_at > now - SPAN)
    return {str(state): count for state, count in connection.execute(known.group_by(flow_run.c.state))}


def _calendar(service: Service, connection: Connection) -> CalendarLine:
    calendar = service.calendar(connection, "")
    lines = connection.execute(select(func.count()).select_from(calendar_day)).scalar_one()
    provisional = select(func.count()).where(
        deadline.c.provisional, deadline.c.state.in_(("running", "paused"))
    )
    return CalendarLine(
        library_tables().version, calendar.version, lines, _until(calendar.known_years()),
        connection.execute(provisional).scalar_one(),
    )  # fmt: skip


def _until(years: tuple[int, ...]) -> int:
    """The last year up to which none is missing."""
    return next(year for year in years if year + 1 not in years)


def _seal(connection: Connection) -> SealLine | None:
    known = select(seal.c.day, seal.c.digest, seal.c.entries, seal.c.sealed_at).order_by(seal.c.day.desc())
    row = connection.execute(known.limit(1)).one_or_none()
    return SealLine(*row) if row else None
