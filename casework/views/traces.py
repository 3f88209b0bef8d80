"""Deadlines that explain themselves: each day by day as it was counted, with all that changed it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from json import loads
from typing import Any

from sqlalchemy import Text, bindparam, cast, select

from calendars import LastDay, Step, explain
from casework.clock.clockwork import counting
from casework.refused import NotFound
from casework.service import Service
from casework.storage.prepared import Prepared
from casework.views.deadlines import COLUMNS, DeadlineRow, deadline_rows
from models.tables import deadline, deadline_change

__all__ = ["DeadlineChanged", "DeadlineTrace", "explain_deadlines"]

_MINE = Prepared(
    select(
        *COLUMNS, deadline.c.calendar_version,
        *(cast(deadline.c[name], Text).label(name) for name in ("definition", "trace")),
    ).where(deadline.c.subject == bindparam("subject"))
)  # fmt: skip
_CHANGES = Prepared(
    select(deadline_change)
    .where(deadline_change.c.subject == bindparam("subject"))
    .order_by(deadline_change.c.revision)
)


@dataclass(frozen=True, slots=True)
class DeadlineChanged:
    """One change of a deadline: how, on which day, by which entry of the subject's history."""

    revision: int
    kind: str
    on_day: date
    seq: int
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class DeadlineTrace:
    """A deadline with its day-by-day explanation and all that changed it."""

    deadline: DeadlineRow
    text: str
    changes: tuple[DeadlineChanged, ...]


def explain_deadlines(
    service: Service, subject: str, now: datetime, language: str = "zh"
) -> tuple[DeadlineTrace, ...]:
    """Every deadline a subject has or had, each day by day as it was counted, the latest first.

    Raises NotFound where the subject has none.
    """
    with service.store.reading() as connection:
        rows = _MINE.rows(connection, subject=subject)
        changed = _CHANGES.rows(connection, subject=subject)
    if not rows:
        raise NotFound("deadline of", subject, "; `shenbao deadline list` shows them")
    rows = sorted(rows, key=lambda row: int(row.occurrence), reverse=True)
    return tuple(
        DeadlineTrace(each, _explained(*_counted(row), language), tuple(_changes(changed, row)))
        for each, row in zip(deadline_rows(rows, now), rows, strict=True)
    )


def _changes(changed: Iterable[Any], row: Any) -> Iterator[DeadlineChanged]:
    mine = (each for each in changed if (each.rule, each.occurrence) == (row.rule, row.occurrence))
    return (_change(each) for each in mine)


def _change(row: Any) -> DeadlineChanged:
    return DeadlineChanged(row.revision, str(row.kind), row.on_day, row.seq, row.before_day, row.after_day)


def _counted(row: Any) -> tuple[date, datetime, bool, str, str, str]:
    """All that explains a deadline; those of one day mostly share it."""
    return row.last_day, row.ends_at, row.provisional, row.calendar_version, row.definition, row.trace


@lru_cache(maxsize=1024)
def _explained(
    last_day: date,
    ends_at: datetime,
    provisional: bool,
    version: str,
    definition: str,
    trace: str,
    language: str,
) -> str:
    """A deadline as it was counted, out of what was stored of it."""
    start, rule, pauses = counting(definition)
    steps = tuple(Step(date.fromisoformat(day), number, why) for day, number, why in loads(trace))
    return explain(LastDay(last_day, ends_at, provisional, rule, start, steps, version, pauses), language)
