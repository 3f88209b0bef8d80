"""One decision on what was asked: facts are found out as they are needed.

A refusal says what is missing, and offers what is open to this very person.
"""

from calendars import Calendar
from casework.facts import Answers, Asking
from casework.facts.why import explained
from casework.rights.offered import offered
from statemachines.deciding import decide
from statemachines.machine import Procedure
from statemachines.refusals import NeedsUnmet, Refusal
from statemachines.subject import Decision

__all__ = ["decided"]


def decided(asking: Asking, machine: Procedure, calendar: Calendar) -> Decision:
    """Decide what is asked on the machine of its subject; raises the refusals of ``statemachines.deciding.decide``."""
    try:
        return decide(machine, asking.subject, asking.command, Answers(asking), calendar)
    except Refusal as refused:
        told = explained(asking, refused) if isinstance(refused, NeedsUnmet) else refused
        raise told.offering(offered(asking, machine, told.allowed)) from None
