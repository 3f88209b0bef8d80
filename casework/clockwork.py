"""Deadlines and timers of decisions, written down."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from calendars import LastDay, Pause, Rule, as_record, day_of
from casework.steps import Step
from models.tables import deadline, deadline_change, timer
from statemachines.subject import DeadlineChange, OpenDeadline

__all__ = ["open_deadlines", "write_deadlines"]

_OF_DEADLINE = (
    deadline.c.subject == bindparam("b_subject"),
    deadline.c.rule == bindparam("b_rule"),
    deadline.c.occurrence == bindparam("b_occurrence"),
)
_CLOSE = update(deadline).where(*_OF_DEADLINE).values(state=bindparam("b_state"))
_PAUSE = update(deadline).where(*_OF_DEADLINE).values(
    state="paused", paused_from=bindparam("b_day"), revision=bindparam("b_revision"), restarts=bindparam("b_restarts")
)  # fmt: skip
_MOVE = update(deadline).where(*_OF_DEADLINE)
_CANCEL = (
    update(timer)
    .where(
        timer.c.subject == bindparam("b_subject"),
        timer.c.deadline_rule == bindparam("b_rule"),
        timer.c.state.in_(("pending", "set_aside")),
        timer.c.action != bindparam("b_firing"),
    )
    .values(state="cancelled")
)
_OPEN = select(deadline).where(
    deadline.c.subject == bindparam("b_subject"), deadline.c.state.in_(("running", "paused", "expired"))
)


def open_deadlines(connection: Connection, subject: str) -> tuple[OpenDeadline, ...]:
    """The deadlines of a subject that run, are paused, or have expired."""
    return tuple(_read(row) for row in connection.execute(_OPEN, {"b_subject": subject}))


def _read(row: Any) -> OpenDeadline:
    definition = row.definition
    return OpenDeadline(
        row.rule, row.occurrence, row.state, row.revision, date.fromisoformat(definition["start"]),
        _rule(definition["rule"]), tuple(Pause(*map(date.fromisoformat, pause)) for pause in definition["pauses"]),
        row.last_day, row.ends_at, row.provisional, row.paused_from, row.restarts,
    )  # fmt: skip


def _rule(raw: dict[str, Any]) -> Rule:
    cutoff = raw.get("cutoff")
    known = {**raw, "cutoff": time.fromisoformat(cutoff) if cutoff else None}
    return Rule(**known)


def write_deadlines(connection: Connection, steps: Sequence[Step], rows: Sequence[dict[str, Any]]) -> None:
    """Write what becomes of the deadlines of all steps, and set or cancel their timers.

    A timer that is firing is left pending here: whoever fires it marks it fired in the same commit.
    """
    opened: list[dict[str, Any]] = []
    timers: list[dict[str, Any]] = []
    for step, row in zip(steps, rows, strict=True):
        for change in step.decision.deadlines:
            if change.kind == "opened":
                opened.append(_opened(step.key, change))
            else:
                _change(connection, step, change, row)
            timers.extend(_timers(step.key, change))
    if opened:
        connection.execute(insert(deadline), opened)
    if timers:
        connection.execute(insert(timer), timers)


def _opened(subject: str, change: DeadlineChange) -> dict[str, Any]:
    assert change.last is not None
    return {
        "subject": subject, "rule": change.rule, "occurrence": change.occurrence, "state": "running",
        "anchor": change.last.start, **_counted(change.last),
    }  # fmt: skip


def _counted(last: LastDay) -> dict[str, Any]:
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


def _change(connection: Connection, step: Step, change: DeadlineChange, row: dict[str, Any]) -> None:
    this = {"b_subject": step.key, "b_rule": change.rule, "b_occurrence": change.occurrence}
    firing = step.decision.command.action if row["actor"] == "clock" else ""
    connection.execute(_CANCEL, {"b_subject": step.key, "b_rule": change.rule, "b_firing": firing})
    today = day_of(step.decision.command.now)
    if change.kind in ("met", "expired"):
        connection.execute(_CLOSE, {**this, "b_state": change.kind})
        return
    if change.kind == "paused":
        connection.execute(
            _PAUSE, {**this, "b_day": today, "b_revision": change.revision, "b_restarts": change.restarts}
        )
    else:
        assert change.last is not None
        moved = {
            "state": "running",
            "paused_from": None,
            "restarts": False,
            "revision": change.revision,
            **_counted(change.last),
        }
        connection.execute(_MOVE.values(**moved), this)
    connection.execute(insert(deadline_change), _history_of(step, change, row, today))


def _history_of(step: Step, change: DeadlineChange, row: dict[str, Any], today: date) -> dict[str, Any]:
    return {
        "subject": step.key, "rule": change.rule, "occurrence": change.occurrence,
        "revision": change.revision, "kind": change.kind, "on_day": today,
        "seq": row["seq"], "before_day": change.before, "after_day": change.last.day if change.last else None,
    }  # fmt: skip
