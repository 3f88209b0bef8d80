"""Defences that are to be held: when, in which order and where, as the letters to the applicants said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from models.tables import case_file, history, object, organisation, programme
from statemachines.machine import Procedure

__all__ = ["SCHEDULE", "DefenceLine", "defences_of", "list_defences", "list_defences_on"]

SCHEDULE = "schedule_defence"


@dataclass(frozen=True, slots=True)
class DefenceLine:
    """A defence: its day, its place in the order of that day, when it begins; empty or None for what was not set."""

    case_no: str
    object: str
    applicant: str
    programme: str
    programme_name: str
    day: date
    turn: int | None
    starts: str
    place: str


def list_defences(
    service: Service, *, sight: Sight = EVERYTHING, programme_id: str = "", limit: int = 500
) -> tuple[DefenceLine, ...]:
    """The defences that were set and are still to be held, day by day, in their order."""
    known = _known().where(sight.cases())
    known = known.where(case_file.c.programme == programme_id) if programme_id else known
    with service.store.reading() as connection:
        lines = [_line(row) for row in connection.execute(known)]
    return tuple(sorted(lines, key=_order)[:limit])


def defences_of(service: Service, machine: Procedure, state: str, case_no: str) -> tuple[DefenceLine, ...]:
    """The defence of a case in a state of its procedure; none where the setting of one does not lead there."""
    if not any(way.action == SCHEDULE and way.target == state for way in machine.transitions):
        return ()
    with service.store.reading() as connection:
        return tuple(_line(row) for row in connection.execute(_known().where(case_file.c.no == case_no)))


def list_defences_on(connection: Connection, programme_id: str, day: str) -> list[DefenceLine]:
    """Those of a programme on a day (ISO)."""
    rows = connection.execute(_known().where(case_file.c.programme == programme_id))
    return [each for each in map(_line, rows) if each.day.isoformat() == day]


def _known() -> Select[Any]:
    """Running cases in the state into which the last setting of their defence has led."""
    entry = history.alias("entry")
    last = (
        select(func.max(entry.c.seq))
        .where(entry.c.subject == history.c.subject, entry.c.action == SCHEDULE)
        .correlate(history)
        .scalar_subquery()
    )
    return (
        select(
            case_file.c.no, object.c.name.label("object"), organisation.c.name.label("applicant"),
            case_file.c.programme, programme.c.name.label("programme_name"), history.c.payload,
        )
        .join(history, history.c.subject == literal("case:").concat(case_file.c.no))
        .join(object, object.c.no == case_file.c.object_no)
        .join(organisation, organisation.c.code == case_file.c.applicant_code)
        .join(programme, programme.c.id == case_file.c.programme)
        .where(
            case_file.c.ended_at.is_(None), case_file.c.state == history.c.target, history.c.action == SCHEDULE,
            history.c.seq == last,
        )
    )  # fmt: skip


def _line(row: Any) -> DefenceLine:
    said: Mapping[str, Any] = json.loads(row.payload)
    turn = said.get("turn")
    return DefenceLine(
        row.no, row.object, row.applicant, row.programme, row.programme_name, date.fromisoformat(said["due"]),
        int(turn) if turn is not None else None, str(said.get("starts", "")), str(said.get("place", "")),
    )  # fmt: skip


def _order(line: DefenceLine) -> tuple[Any, ...]:
    return line.day, line.place, line.turn is None, line.turn or 0, line.starts, line.case_no
