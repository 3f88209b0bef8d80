"""Cases in a list, by filter."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from casework.refused import BadInput, NotFound
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.storage.prepared import Prepared
from casework.views.deadlines import DeadlineRow, deadlines_of
from casework.views.filtering import CaseFilter, holds, narrowed
from casework.views.rows import filled
from models.tables import case_file, definition_text, object, organisation
from statemachines.machine import Procedure

__all__ = ["CaseRow", "due_of", "list_cases", "require_state", "row_of", "rows_of"]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: who, about what, where it stands, who (``owner_name``, 中文 / English) must act until when."""

    no: str
    programme: str
    procedure: str
    round_no: str | None
    applicant_code: str
    applicant: str
    object_no: str
    object: str
    region: str
    state: str
    state_name: str
    owner: str | None
    owner_name: str
    entered_at: datetime
    opened_at: datetime
    ended_at: datetime | None
    result: str | None
    last_day: date | None
    provisional: bool
    overdue: bool


_ROWS = (
    select(
        case_file.c.no, case_file.c.programme, case_file.c.procedure, case_file.c.round_no,
        case_file.c.definition_digest, case_file.c.applicant_code, organisation.c.name.label("applicant"),
        case_file.c.object_no, object.c.name.label("object"), case_file.c.region, case_file.c.state,
        case_file.c.entered_at, case_file.c.opened_at, case_file.c.ended_at, case_file.c.result,
    )
    .join(organisation, organisation.c.code == case_file.c.applicant_code)
    .join(object, object.c.no == case_file.c.object_no)
)  # fmt: skip
_ROW = Prepared(_ROWS.where(case_file.c.no == bindparam("no")))


def list_cases(
    service: Service, wanted: CaseFilter, now: datetime, limit: int | None = None, *, sight: Sight = EVERYTHING
) -> tuple[CaseRow, ...]:  # fmt: skip
    """The cases of a filter that may be seen, in the order of their numbers, each with the deadline of its state.

    Raises BadInput for a state that no procedure of the filter has.
    """
    with service.store.reading() as connection:
        found = rows_of(service, connection, wanted, now, limit, sight=sight)
        if not found:
            require_state(service, connection, wanted)
        return found


def require_state(service: Service, connection: Connection, wanted: CaseFilter) -> None:
    """Nothing was found: is there such a state at all? Older definitions count, their cases may be open still."""
    if not wanted.state:
        return
    known = select(definition_text.c.digest).order_by(definition_text.c.loaded_at)
    if wanted.programme:
        known = known.where(definition_text.c.programme == wanted.programme)
    states = [
        state
        for digest in connection.execute(known).scalars()
        for key, procedure in service.definition(connection, digest).procedures.items()
        if wanted.procedure in ("", key)
        for state in procedure.states
    ]
    if wanted.state not in states:
        names = ", ".join(dict.fromkeys(states)) or "none"
        raise BadInput(f"no procedure asked about has the state “{wanted.state}”; known: {names}")


def rows_of(
    service: Service, connection: Connection, wanted: CaseFilter, now: datetime, limit: int | None = None, *,
    sight: Sight = EVERYTHING,
) -> tuple[CaseRow, ...]:  # fmt: skip
    """As ``list_cases``, within a reading that has begun."""
    asked = narrowed(service, connection, wanted, now)
    rows = connection.execute(_page(asked.names, asked.few, sight, limit), asked.given).all()
    due = deadlines_of(connection, [f"case:{row.no}" for row in rows], now)
    return tuple(_row(service, connection, row, due.get(f"case:{row.no}", ())) for row in rows)


def row_of(service: Service, connection: Connection, number: str, due: tuple[DeadlineRow, ...]) -> CaseRow:
    """The row of one case, whose deadlines are known; raises NotFound for an unknown case."""
    row = _ROW.first(connection, no=number)
    if row is None:
        raise NotFound("case", number, "; `shenbao case list` shows them")
    return _row(service, connection, row, due)


@lru_cache(maxsize=256)  # to say so much costs more than to ask it
def _page(names: tuple[str, ...], few: tuple[bool, ...], sight: Sight, limit: int | None) -> Select[Any]:
    first = select(case_file.c.no).where(holds(names, few, sight)).order_by(case_file.c.no).limit(limit)
    found = first.subquery()  # names are looked up for these alone
    return _ROWS.join(found, found.c.no == case_file.c.no).order_by(case_file.c.no)


def _row(service: Service, connection: Connection, row: Any, due: tuple[DeadlineRow, ...]) -> CaseRow:
    loaded = service.definition(connection, row.definition_digest)
    machine = loaded.procedures[row.procedure]
    state = machine.states[row.state]
    mine = due_of(machine, row.state, due)
    derived: dict[str, Any] = {
        "state_name": state.name, "owner": state.owner, "owner_name": loaded.programme.role_name(state.owner or ""),
        "last_day": mine.last_day if mine else None,
        "provisional": bool(mine and mine.provisional), "overdue": bool(mine and mine.overdue and not row.ended_at),
    }  # fmt: skip
    return filled(CaseRow, row, **derived)


def due_of(machine: Procedure, state: str, due: tuple[DeadlineRow, ...]) -> DeadlineRow | None:
    """The deadline of a state among those of its case; that of the whole case where the state has none."""
    rule = machine.states[state].due
    named = {each.rule: each for each in due}
    mine = named.get(rule.id) if rule else None
    return mine or (named.get(machine.overall.id) if machine.overall else None)
