"""One decision on what was asked: facts are found out as they are needed, and a refusal says what is missing."""

from calendars import Calendar
from casework.facts import Answers, Asking
from casework.facts.why import explained
from statemachines.deciding import decide
from statemachines.machine import Procedure
from statemachines.refusals import NeedsUnmet
from statemachines.subject import Decision

__all__ = ["decided"]


def decided(asking: Asking, machine: Procedure, calendar: Calendar) -> Decision:
    """Decide what is asked on the machine of its subject; raises the refusals of ``statemachines.deciding.decide``."""
    try:
        return decide(machine, asking.subject, asking.command, Answers(asking), calendar)
    except NeedsUnmet as refused:
        raise explained(asking, refused) from None
