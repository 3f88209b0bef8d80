"""Who asks for a fact: the subject, the command, and where to look."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from calendars import day_of
from casework.service import Service
from casework.steps import Row
from casework.storage.prepared import Prepared
from models.tables import history
from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded
from statemachines.subject import Command, Subject

__all__ = ["Asking"]


_ENTERED = Prepared(
    select(func.count()).where(
        history.c.subject == bindparam("subject"),
        history.c.target == bindparam("state"),
        history.c.source != history.c.target,
    )
)


@dataclass
class Asking:
    """One decision that is about to be taken, for those who find out the facts it needs.

    ``found`` is what was looked up for it so far.
    """

    connection: Connection
    service: Service
    loaded: Loaded
    procedure_id: str
    subject: Subject
    row: Row
    command: Command
    found: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        """The Shanghai day of the command."""
        return day_of(self.command.now)

    @cached_property
    def definition(self) -> Definition[Stage]:
        """The procedure as its programme defines it."""
        return self.loaded.programme.procedures[self.procedure_id]

    def once(self, question: Hashable, find: Callable[[], Any]) -> Any:
        """What ``find`` finds, looked up once for this decision and its effects: within them, nothing changes."""
        if question not in self.found:
            self.found[question] = find()
        return self.found[question]

    def stage(self, stage_id: str) -> Stage:
        """A stage of the procedure by its id."""
        return next(stage for stage in self.definition.stages if stage.id == stage_id)

    def visits(self, state: str) -> int:
        """How often the subject has entered a state."""
        entered: int = _ENTERED.value(self.connection, subject=self.subject.key, state=state)
        return entered
