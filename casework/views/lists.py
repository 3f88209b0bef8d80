"""Lists (名单) for people: their window, their entries and the objections to them."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from casework.refused import NotFound
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.storage.prepared import Prepared
from casework.views.rows import filled
from models.tables import case_file, history, list_entry, name_list, object, objection, organisation, round

__all__ = [
    "EntryLine",
    "ListDetail",
    "ListRow",
    "ObjectionLine",
    "list_lists",
    "list_of_case",
    "show_list",
    "within",
]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list: where and since when it is public, until when objections are taken, how many entries it has."""

    no: str
    programme: str
    round_no: str | None
    name: str
    state: str
    state_name: str
    place: str
    published_on: date | None
    window_first: date | None
    window_last: date | None
    closes_at: datetime | None
    entries: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A case on a list."""

    case_no: str
    applicant: str
    object: str
    rank: int | None
    state: str


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection to an entry; its words stand in the history of the case."""

    no: str
    case_no: str
    received_at: datetime
    state: str
    conditions_met: bool | None


@dataclass(frozen=True, slots=True)
class ListDetail:
    """A list with its entries by rank and number, and the objections in the order they came.

    ``warnings`` say what is doubtful about its announcement, or the last correction of it.
    """

    list: ListRow
    entries: tuple[EntryLine, ...]
    objections: tuple[ObjectionLine, ...]
    warnings: tuple[str, ...]


_COUNT = (
    select(func.count())
    .where(list_entry.c.list_no == name_list.c.no, list_entry.c.state != "dropped")
    .scalar_subquery()
)
_ROWS = (
    select(name_list, round.c.definition_digest, _COUNT.label("entries"))
    .join(round, round.c.no == name_list.c.round_no)
    .order_by(name_list.c.no)
)


def list_lists(
    service: Service, *, programme: str = "", state: str = "", after: str = "", limit: int | None = None,
    sight: Sight = EVERYTHING,
) -> tuple[ListRow, ...]:  # fmt: skip
    """The lists of one or all programmes in which the person has an office, in the order of their numbers.

    ``after`` goes on behind the list of this number.
    """
    known = _ROWS.limit(limit)
    known = known.where(name_list.c.programme == programme) if programme else known
    known = known.where(name_list.c.state == state) if state else known
    known = known.where(name_list.c.no > after) if after else known
    mine = sight.programmes()
    known = known if mine is None else known.where(name_list.c.programme.in_(mine))
    with service.store.reading() as connection:
        return tuple(_row(service, connection, row) for row in connection.execute(known).all())


def show_list(service: Service, number: str) -> ListDetail:
    """One list with its entries; raises NotFound."""
    with service.store.reading() as connection:
        row = connection.execute(_ROWS.where(name_list.c.no == number)).one_or_none()
        if row is None:
            raise NotFound("list", number, "; `shenbao list list` shows them")
        return ListDetail(
            _row(service, connection, row), _entries(connection, number), _objections(connection, number),
            _warnings(connection, number),
        )  # fmt: skip


def within(service: Service, found: ListDetail, sight: Sight) -> tuple[ListDetail, frozenset[str]]:
    """A list as somebody may see it, and which of its cases lie within the person's sight.

    What is public is everybody's to read; a draft, and objections, are shown for cases within sight alone.
    """
    if sight == EVERYTHING:
        return found, frozenset(each.case_no for each in found.entries)
    on = select(list_entry.c.case_no).where(list_entry.c.list_no == found.list.no)
    with service.store.reading() as connection:
        known = select(case_file.c.no).where(case_file.c.no.in_(on), sight.cases())
        mine = frozenset(connection.execute(known).scalars())
    public = found.list.published_on is not None
    entries = tuple(each for each in found.entries if public or each.case_no in mine)
    objections = tuple(each for each in found.objections if each.case_no in mine)
    return replace(found, entries=entries, objections=objections), mine


_OF_CASE = Prepared(
    select(func.max(list_entry.c.list_no)).where(
        list_entry.c.case_no == bindparam("case_no"), list_entry.c.state != "dropped"
    )
)


def list_of_case(service: Service, number: str) -> str:
    """The number of the list that a case stands on, the last one where there were several; empty for none."""
    with service.store.reading() as connection:
        return _OF_CASE.value(connection, case_no=number) or ""


def _row(service: Service, connection: Connection, row: Any) -> ListRow:
    machine = service.definition(connection, row.definition_digest).lists[row.name]
    derived: dict[str, Any] = {"state_name": machine.states[row.state].name}
    return filled(ListRow, row, **derived)


def _warnings(connection: Connection, number: str) -> tuple[str, ...]:
    announced = select(history.c.payload).where(
        history.c.subject == f"list:{number}", history.c.action.in_(("publish", "correct"))
    )
    last = connection.execute(announced.order_by(history.c.seq.desc())).scalars().first()
    return tuple(json.loads(last).get("warnings", ())) if last else ()


def _entries(connection: Connection, number: str) -> tuple[EntryLine, ...]:
    known = (
        select(
            list_entry.c.case_no, organisation.c.name, object.c.name, list_entry.c.rank, list_entry.c.state
        )
        .join(case_file, case_file.c.no == list_entry.c.case_no)
        .join(organisation, organisation.c.code == case_file.c.applicant_code)
        .join(object, object.c.no == case_file.c.object_no)
        .where(list_entry.c.list_no == number)
    )
    rows = [EntryLine(*row) for row in connection.execute(known)]
    return tuple(sorted(rows, key=lambda each: (each.rank is None, each.rank or 0, each.case_no)))


def _objections(connection: Connection, number: str) -> tuple[ObjectionLine, ...]:
    known = select(
        objection.c.no, objection.c.case_no, objection.c.received_at, objection.c.state, objection.c.conditions_met
    ).where(objection.c.list_no == number)  # fmt: skip
    rows = connection.execute(known.order_by(objection.c.received_at, objection.c.no))
    return tuple(
        ObjectionLine(row.no, row.case_no, row.received_at, str(row.state), row.conditions_met)
        for row in rows
    )
