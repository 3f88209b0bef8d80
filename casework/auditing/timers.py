"""Timers against histories: nothing waits for an ended subject, and each fired timer has its one entry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from casework.auditing.report import Notes
from casework.auditing.subjects import Known
from models.tables import timer

__all__ = ["check_timers", "timers_of"]


def timers_of(connection: Connection, subjects: Sequence[str]) -> dict[str, list[Any]]:
    """The timers of these subjects."""
    columns = (
        timer.c.subject,
        timer.c.rule,
        timer.c.occurrence,
        timer.c.action,
        timer.c.state,
        timer.c.fired_at,
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(select(*columns).where(timer.c.subject.in_(subjects))):
        found.setdefault(row.subject, []).append(row)
    return found


def check_timers(
    subject: str, timers: Sequence[Any], seen: Sequence[Mapping[str, Any]], known: Known | None, notes: Notes
) -> None:
    """Note a timer pending on an ended subject, and fired timers that do not match the clock's entries."""
    notes.count("timers", len(timers))
    ended = known is not None and any(
        machine.states[known.state].end for machine in known.machines if known.state in machine.states
    )
    for each in timers:
        if ended and each.state == "pending":
            notes.fault(
                "timer", subject, f"it has ended, and the timer {each.rule} {each.occurrence} is pending"
            )
    fired = Counter((each.action, each.fired_at) for each in timers if each.state == "fired")
    actions = {each.action for each in timers}
    entered = Counter(
        (each["action"], each["at"])
        for each in seen
        if each["actor"] == "clock" and each["action"] in actions
    )
    for action, at in sorted(set(fired) | set(entered)):
        times, entries = fired[action, at], entered[action, at]
        if times != entries:
            what = f"“{action}” at {at:%Y-%m-%d %H:%M:%S} UTC: {times} timers fired, {entries} entries"
            notes.fault("timer", subject, what)
