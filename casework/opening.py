"""The first entry of a case, whoever opens it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from casework.service import Service
from casework.steps import Step
from casework.storage.numbers import next_number
from statemachines.deciding import begin
from statemachines.loader import Loaded
from statemachines.subject import Command, Subject

__all__ = ["begin_case"]


def begin_case(
    service: Service,
    connection: Connection,
    command: Command,
    loaded: Loaded,
    procedure_id: str,
    row: Mapping[str, Any],
    *,
    label: str,
    settings: Mapping[str, Any],
    events: Mapping[str, date],
) -> Step:
    """Begin a case with the next public number of its programme and ``label`` (a year, or procedure and year).

    ``settings`` are those of its round, ``events`` the days its first deadlines count from.
    """
    programme = loaded.programme.programme
    number = f"{programme}-{label}-{next_number(connection, f'case:{programme}:{label}'):04}"
    whole = {
        **row, "no": number, "programme": programme, "procedure": procedure_id, "entered_at": command.now,
        "opened_at": command.now,
    }  # fmt: skip
    subject = Subject(f"case:{number}", "", 0, row["facts"], settings, events)
    calendar = service.calendar(connection, row["region"])
    decision = begin(loaded.procedures[procedure_id], subject, command, calendar)
    return Step(decision, loaded, whole, is_new=True)
