"""Reminders looked at again at the moment they fire: which one it is, whether now is a time for it, who still owes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from casework.clock.owing import by_several
from casework.outbox import recipients
from casework.service import Service
from casework.steps import Step
from statemachines.machine import LetterRule
from statemachines.timing import working_moment

__all__ = ["nobody_left", "put_off_until", "urged_by"]

URGING = ("remind", "escalate")


def urged_by(timer: Any) -> Mapping[str, str]:
    """What the history entry of a reminder says: which of those that the definition names it was."""
    if timer.action not in URGING:
        return {}
    return {"reminder": timer.rule.removeprefix(f"{timer.deadline_rule}:")}


def put_off_until(
    service: Service, connection: Connection, timer: Any, step: Step, now: datetime
) -> datetime | None:
    """The next working morning, where a reminder is late and now is none of the programme's working hours."""
    reminding = step.loaded.programme.reminding
    if timer.action not in URGING or reminding.working_hours is None:
        return None
    if reminding.digest and timer.action == "remind":
        return None  # it is no letter: the digest carries it
    calendar = service.calendar(connection, step.row.get("region") or "")
    moment = working_moment(now, reminding.working_hours.given, calendar)
    return moment if moment > now else None


def nobody_left(service: Service, connection: Connection, timer: Any, step: Step) -> bool:
    """Whether everybody whom a reminder would ask has done what it asks for."""
    if timer.action != "remind" or not by_several(step):
        return False
    letters = [rule for rule in step.decision.letters if rule.template == "reminder"]
    asked = [
        LetterRule("reminded", rule.to) for rule in letters
    ]  # a letter that asks for nothing: all of them
    return not _any(service, connection, step, letters) and _any(service, connection, step, asked)


def _any(service: Service, connection: Connection, step: Step, rules: list[LetterRule]) -> bool:
    return any(True for rule in rules for _ in recipients(connection, service, step, rule))
