"""What somebody asks for, before it is known as whom that person may act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from calendars import day_of
from casework.rights.mandates import actor_on
from casework.steps import Row
from statemachines.loader import Loaded
from statemachines.subject import Command

__all__ = ["Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """An action in the imperative, by a person (or “clock”, “public”), at a moment, with what it needs.

    ``system_user`` is the operating system's user, recorded beside the actor on the terminal.
    """

    action: str
    person: str
    now: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    system_user: str = ""

    def command(self, connection: Connection, loaded: Loaded, row: Row) -> Command:
        """The command on this very subject; raises NotFound for an unknown person."""
        actor = actor_on(connection, loaded.programme, self.person, row, day_of(self.now), self.system_user)
        return Command(self.action, actor, self.now, self.payload)
