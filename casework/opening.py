"""The first entry of a case, whoever opens it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from calendars import day_of
from casework.asked import Asked
from casework.numbers import next_number
from casework.service import Service
from casework.steps import Step
from models.tables import round, title
from statemachines.deciding import begin
from statemachines.loader import Loaded
from statemachines.subject import Subject

__all__ = ["begin_case"]


def begin_case(
    service: Service,
    connection: Connection,
    asked: Asked,
    loaded: Loaded,
    procedure_id: str,
    row: Mapping[str, Any],
    *,
    label: str,
) -> Step:
    """Begin a case with the next public number of its programme and ``label`` (a year, or procedure and year)."""
    programme = loaded.programme.programme
    number = f"{programme}-{label}-{next_number(connection, f'case:{programme}:{label}'):04}"
    whole = {
        **row, "no": number, "programme": programme, "procedure": procedure_id, "entered_at": asked.now,
        "opened_at": asked.now,
    }  # fmt: skip
    settings, events = _round(connection, row["round_no"])
    if row["title_no"]:
        granted = select(title.c.granted_on).where(title.c.no == row["title_no"])
        events["title.granted"] = connection.execute(granted).scalar_one()
    subject = Subject(f"case:{number}", "", 0, row["facts"], settings, events)
    command = asked.command(connection, loaded, whole)
    calendar = service.calendar(connection, row["region"])
    decision = begin(loaded.procedures[procedure_id], subject, command, calendar)
    return Step(decision, loaded, whole, is_new=True)


def _round(connection: Connection, number: str | None) -> tuple[Mapping[str, Any], dict[str, Any]]:
    if number is None:
        return {}, {}
    row = connection.execute(select(round.c.settings, round.c.opens_at).where(round.c.no == number)).one()
    return row.settings, {"round.opened": day_of(row.opens_at)} if row.opens_at else {}
