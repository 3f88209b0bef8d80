"""Cases in a list, by filter, and how many stand where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, or_, select

from calendars import day_of
from casework.refused import BadInput, NotFound
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.storage.prepared import Prepared
from casework.views.deadlines import DeadlineRow, deadlines_of
from casework.views.finding import is_at_risk, is_overdue, mentions
from casework.views.monitoring.pipeline import soon
from casework.views.rows import filled
from models.tables import case_file, definition_text, object, organisation
from statemachines.machine import Procedure

__all__ = ["CaseFilter", "CaseRow", "due_of", "filtered", "list_cases", "require_state", "row_of", "rows_of"]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: those for which all that is given holds.

    ``region`` is the beginning of a GB/T 2260 code (37 for the province, 3701 for a city); ``running`` leaves out
    those that have ended, ``overdue`` leaves those that are late, ``at_risk`` those whose last day
    is near; ``q`` holds words that the number, or the name of the applicant or the object contain; ``after`` goes on
    behind the case of this number; ``nos`` are the numbers of some, empty for any.
    """

    no: str = ""
    programme: str = ""
    procedure: str = ""
    state: str = ""
    round_no: str = ""
    region: str = ""
    applicant: str = ""
    object_no: str = ""
    running: bool = False
    after: str = ""
    title_no: str = ""
    stage: str = ""
    overdue: bool = False
    at_risk: bool = False
    q: str = ""
    nos: tuple[str, ...] = ()


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
    first = filtered(service, connection, select(case_file.c.no), wanted, now, sight)
    found = first.order_by(case_file.c.no).limit(limit).subquery()  # names are looked up for these alone
    known = _ROWS.join(found, found.c.no == case_file.c.no).order_by(case_file.c.no)
    rows = connection.execute(known).all()
    due = deadlines_of(connection, [f"case:{row.no}" for row in rows], now)
    return tuple(_row(service, connection, row, due.get(f"case:{row.no}", ())) for row in rows)


def row_of(service: Service, connection: Connection, number: str, due: tuple[DeadlineRow, ...]) -> CaseRow:
    """The row of one case, whose deadlines are known; raises NotFound for an unknown case."""
    row = _ROW.first(connection, no=number)
    if row is None:
        raise NotFound("case", number, "; `shenbao case list` shows them")
    return _row(service, connection, row, due)


def filtered(
    service: Service, connection: Connection, known: Select[Any], wanted: CaseFilter, now: datetime, sight: Sight
) -> Select[Any]:  # fmt: skip
    """A question to `case_file`, narrowed to the cases of a filter that may be seen."""
    columns = {"applicant": "applicant_code"}
    for name in ("no", "programme", "procedure", "state", "round_no", "applicant", "object_no", "title_no"):
        if value := getattr(wanted, name):
            known = known.where(case_file.c[columns.get(name, name)] == value)
    if wanted.nos:
        known = known.where(case_file.c.no.in_(wanted.nos))
    if wanted.region:
        known = known.where(case_file.c.region.startswith(wanted.region, autoescape=True))
    if (
        wanted.stage
    ):  # the states of a stage bear its id, and behind a dot what they are apart from each other
        part = case_file.c.state.startswith(f"{wanted.stage}.", autoescape=True)
        known = known.where(or_(case_file.c.state == wanted.stage, part))
    known = known.where(*_running(service, connection, wanted, now))
    if wanted.q:
        known = known.where(mentions(connection, wanted.q))
    if sight != EVERYTHING:
        known = known.where(sight.cases())
    return known.where(case_file.c.no > wanted.after) if wanted.after else known


def _running(
    service: Service, connection: Connection, wanted: CaseFilter, now: datetime
) -> Iterator[ColumnElement[bool]]:
    """What is asked of cases that run: that they do, that they are late, or soon may be."""
    if wanted.running:
        yield case_file.c.ended_at.is_(None)
    if wanted.overdue:
        yield is_overdue(now)
    if wanted.at_risk:
        yield is_at_risk(now, soon(service.calendar(connection, ""), day_of(now)))


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
