"""How many cases stand in each state of a procedure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.cases import require_state
from casework.views.filtering import CaseFilter, holds, narrowed
from models.tables import case_file

__all__ = ["BoardColumn", "board"]


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """How many cases of a procedure stand in one state, in the order of the procedure."""

    programme: str
    procedure: str
    state: str
    state_name: str
    count: int


def board(
    service: Service, wanted: CaseFilter, now: datetime, *, sight: Sight = EVERYTHING
) -> tuple[BoardColumn, ...]:
    """How many cases stand in each state that has any, procedure by procedure, in the order of the states.

    Raises BadInput for a state that no procedure of the filter has.
    """
    counted = select(
        case_file.c.programme, case_file.c.procedure, case_file.c.definition_digest, case_file.c.state, func.count()
    )  # fmt: skip
    with service.store.reading() as connection:
        asked = narrowed(service, connection, wanted, now)
        groups = counted.where(holds(asked.names, asked.few, sight)).group_by(
            *list(counted.selected_columns)[:4]
        )
        rows = connection.execute(groups, asked.given)
        found = [(tuple(row), _place(service, connection, row)) for row in rows]
        if not found:
            require_state(service, connection, wanted)
    return tuple(_columns(found))


def _place(service: Service, connection: Connection, row: Any) -> tuple[int, str]:
    states = service.definition(connection, row.definition_digest).procedures[row.procedure].states
    return list(states).index(row.state), states[row.state].name


def _columns(found: list[tuple[Any, tuple[int, str]]]) -> Iterator[BoardColumn]:
    """Cases of one procedure under two definitions are counted together where the state is the same."""
    totals: dict[tuple[str, str, str], int] = {}
    places: dict[tuple[str, str, str], tuple[int, str]] = {}
    for (programme, procedure, _, state, count), place in found:
        key = (programme, procedure, state)
        totals[key] = totals.get(key, 0) + count
        places[key] = place
    for key in sorted(totals, key=lambda key: (*key[:2], places[key])):
        yield BoardColumn(*key, places[key][1], totals[key])
