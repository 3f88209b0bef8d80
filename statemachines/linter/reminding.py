"""Reminders reach somebody, and a digest has something to go into it."""

from __future__ import annotations

from collections.abc import Iterator

from calendars import Calendar
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.linter.finding import Finding
from statemachines.machine import Procedure

__all__ = ["digests", "reminders"]


def reminders(programme: Programme[Stage], procedure: Procedure) -> Iterator[Finding]:
    """Whoever a reminder names can be written to in that state: experts only where they were drawn."""
    for state in procedure.states.values():
        if state.due is None:
            continue
        for each in state.due.reminders:
            for role in dict.fromkeys((*each.to, *each.copy_to)):
                if _experts(programme, role) and role not in state.owed_by:
                    message = f"无人可催 / {each.at} is for “{role}”, of whom nobody is drawn in this state"
                    yield Finding("reminder", procedure.id, state.id, message)


def digests(programme: Programme[Stage], calendar: Calendar) -> Iterator[Finding]:
    """A digest has reminders to go into it, and a calendar that says on which days it goes out."""
    if programme.reminding.digest is None:
        return
    procedures = programme.procedures.values()
    given = [
        *(each.reminders for each in procedures),
        *(stage.reminders for p in procedures for stage in p.stages),
    ]
    if not any(not each.escalate for value in given if value for each in value.given):
        yield Finding(
            "reminder", "", "reminding.digest", "无催办可汇总 / no reminder ever goes into the digest"
        )
    dated = programme.notice.dated
    if dated and not calendar.knows(dated.year):
        message = (
            f"工作日未知 / the working days of {dated.year} are not known, and digests go out on those only"
        )
        yield Finding("reminder", "", "reminding.digest", message)


def _experts(programme: Programme[Stage], role: str) -> bool:
    return role in programme.bodies and programme.bodies[role].role == "expert"
