"""Deadlines and timers of decisions, written down."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from itertools import chain, groupby
from json import loads
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, select, text, update

from calendars import LastDay, Pause, Rule, as_record, day_of
from casework.steps import Step
from casework.storage.among import among
from casework.storage.prepared import Prepared, inserting
from models.tables import deadline, deadline_change, timer
from statemachines.subject import DeadlineChange, OpenDeadline

__all__ = ["counting", "deadlines_of", "open_deadlines", "rule_of", "write_deadlines"]

_OF_DEADLINE = (
    deadline.c.subject == bindparam("of_subject"),
    deadline.c.rule == bindparam("of_rule"),
    deadline.c.occurrence == bindparam("of_occurrence"),
)
_COUNTED = ("last_day", "ends_at", "provisional", "calendar_version", "definition", "trace", "revision")


def _changing(*columns: str, **fixed: Any) -> Prepared:
    """An UPDATE of one deadline: ``fixed`` values, and ``columns`` given with each call."""
    given = {name: bindparam(f"new_{name}", type_=deadline.c[name].type) for name in columns}
    return Prepared(update(deadline).where(*_OF_DEADLINE).values(**fixed, **given))


_CLOSE = _changing("state", paused_from=None)
_PAUSE = _changing("paused_from", "revision", "restarts", state="paused")
_MOVE = _changing(*_COUNTED, state="running", paused_from=None, restarts=False)
_CANCEL = Prepared(
    update(timer)
    .where(
        timer.c.subject == bindparam("of_subject"),
        timer.c.deadline_rule == bindparam("of_rule"),
        text("timer.state IN ('pending', 'set_aside')"),
        timer.c.action != bindparam("firing"),
    )
    .values(state="cancelled")
)
_READ = (
    "rule", "occurrence", "state", "revision", "definition", "last_day", "ends_at", "provisional", "paused_from",
    "restarts",
)  # fmt: skip
_COLUMNS = [
    cast(deadline.c.definition, Text).label("definition") if name == "definition" else deadline.c[name]
    for name in _READ
]
_STILL = text("deadline.state IN ('running', 'paused', 'expired')")
_IN_ORDER = deadline.c.rule, deadline.c.occurrence
_OPEN = Prepared(
    select(*_COLUMNS).where(deadline.c.subject == bindparam("of_subject"), _STILL).order_by(*_IN_ORDER)
)
_OPEN_OF_MANY = Prepared(
    select(deadline.c.subject, *_COLUMNS)
    .where(among(deadline.c.subject, "subjects"), _STILL)
    .order_by(deadline.c.subject, *_IN_ORDER)
)
_NEW, _NEW_CHANGE, _NEW_TIMER = map(inserting, (deadline, deadline_change, timer))
_CHANGING = (_CANCEL, _CLOSE, _PAUSE, _MOVE, _NEW_CHANGE)  # in the order they are run


def open_deadlines(connection: Connection, subject: str) -> tuple[OpenDeadline, ...]:
    """The deadlines of a subject that run, are paused, or have expired."""
    return tuple(_read(row) for row in _OPEN.rows(connection, of_subject=subject))


def deadlines_of(connection: Connection, subjects: Sequence[str]) -> dict[str, tuple[OpenDeadline, ...]]:
    """The same of many subjects, in one reading; a subject without any is not in it."""
    rows = _OPEN_OF_MANY.rows(connection, subjects=subjects) if subjects else ()
    whose = groupby(rows, key=lambda row: str(row.subject))
    return {subject: tuple(_read(row) for row in those) for subject, those in whose}


def _read(row: Any) -> OpenDeadline:
    return OpenDeadline(
        row.rule, row.occurrence, row.state, row.revision, *counting(row.definition), row.last_day, row.ends_at,
        row.provisional, row.paused_from, row.restarts,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def counting(definition: str) -> tuple[date, Rule, tuple[Pause, ...]]:
    """From which day, by which rule and with which pauses a deadline is counted; those of one day share the text."""
    raw = loads(definition)
    pauses = tuple(Pause(*map(date.fromisoformat, pause)) for pause in raw["pauses"])
    return date.fromisoformat(raw["start"]), rule_of(raw["rule"]), pauses


def rule_of(raw: dict[str, Any]) -> Rule:
    """A rule of counting, as a deadline has stored it."""
    cutoff = raw.get("cutoff")
    return Rule(**{**raw, "cutoff": time.fromisoformat(cutoff) if cutoff else None})


def write_deadlines(connection: Connection, steps: Sequence[Step], rows: Sequence[dict[str, Any]]) -> None:
    """Write what becomes of the deadlines of all steps, and set or cancel their timers.

    A timer that is firing is left pending here: whoever fires it marks it fired in the same commit.
    """
    changes = [
        (step, change, row)
        for step, row in zip(steps, rows, strict=True)
        for change in step.decision.deadlines
    ]
    writes = chain.from_iterable(_writes(*each) for each in changes if each[1].kind != "opened")
    by_statement: dict[Prepared, list[dict[str, Any]]] = {each: [] for each in _CHANGING}
    for statement, values in writes:
        by_statement[statement].append(values)
    for statement, those in by_statement.items():
        statement.run_many(connection, those)
    _NEW.run_many(connection, [_opened(step.key, each) for step, each, _ in changes if each.kind == "opened"])
    _NEW_TIMER.run_many(connection, [new for step, each, _ in changes for new in _timers(step.key, each)])


def _opened(subject: str, change: DeadlineChange) -> dict[str, Any]:
    assert change.last is not None
    return {
        "subject": subject, "rule": change.rule, "occurrence": change.occurrence, "state": "running",
        "anchor": change.last.start, **_counted(change.last),
    }  # fmt: skip


@lru_cache(maxsize=1024)
def _counted(last: LastDay) -> Mapping[str, Any]:
    """The columns of a deadline that tell how it was counted; the deadlines of one day share them."""
    known = as_record(last)
    return {
        "last_day": last.day, "ends_at": last.ends_at, "provisional": last.provisional,
        "calendar_version": last.calendar_version, "trace": known["steps"],
        "definition": {"start": known["start"], "rule": known["rule"], "pauses": known["pauses"]},
    }  # fmt: skip


def _timers(subject: str, change: DeadlineChange) -> list[dict[str, Any]]:
    return [
        {
            "subject": subject, "rule": plan.rule, "occurrence": plan.occurrence, "deadline_rule": change.rule,
            "action": plan.action, "due_at": plan.due_at, "late": plan.late, "provisional": plan.provisional,
        }
        for plan in change.timers
    ]  # fmt: skip


def _writes(
    step: Step, change: DeadlineChange, row: dict[str, Any]
) -> Iterator[tuple[Prepared, dict[str, Any]]]:
    """The statements that change a deadline that was there, with their values."""
    this = {"of_subject": step.key, "of_rule": change.rule, "of_occurrence": change.occurrence}
    if not _keeps_timers(step, change):
        firing = step.decision.command.action if row["actor"] == "clock" else ""
        yield _CANCEL, {"of_subject": step.key, "of_rule": change.rule, "firing": firing}
    today = day_of(step.decision.command.now)
    if change.kind in ("met", "expired", "cancelled"):
        yield _CLOSE, {**this, "new_state": change.kind}
        return
    if change.kind == "paused":
        new = {"new_paused_from": today, "new_revision": change.revision, "new_restarts": change.restarts}
        yield _PAUSE, {**this, **new}
    else:
        assert change.last is not None
        counted = {f"new_{name}": value for name, value in _counted(change.last).items()}
        yield _MOVE, {**this, **counted, "new_revision": change.revision}
    yield _NEW_CHANGE, _history_of(step, change, row, today)


def _keeps_timers(step: Step, change: DeadlineChange) -> bool:
    """Who is overdue where he stands is still urged; a deadline that was paused has no timers left to cancel."""
    return change.kind in ("resumed", "restarted") or (change.kind == "expired" and not step.decision.moved)


def _history_of(step: Step, change: DeadlineChange, row: dict[str, Any], today: date) -> dict[str, Any]:
    return {
        "subject": step.key, "rule": change.rule, "occurrence": change.occurrence,
        "revision": change.revision, "kind": change.kind, "on_day": today,
        "seq": row["seq"], "before_day": change.before, "after_day": change.last.day if change.last else None,
    }  # fmt: skip
