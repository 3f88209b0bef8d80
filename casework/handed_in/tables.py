"""Tables while they are filled in: what is asked, drafts saved, what was read out of a file, the figures they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from calendars import day_of
from casework.asked import Asked
from casework.facts.papers import FIGURES
from casework.handed_in.table_rows import Draft, Handed, Rows, drafts_of, handed_of, put_draft
from casework.handed_in.table_shapes import shape_of
from casework.handed_in.tabling import open_tables, tables_of
from casework.refused import BadInput, Conflict, NotFound
from casework.rights.mandates import actor_on
from casework.service import Service
from casework.storage.holding import hold
from casework.storage.texts import refuse_unstorable
from casework.views.standing import Standing, standing
from sheets.checking import Checked, check
from sheets.reading import Reading
from sheets.shape import MOST_ROWS, Shape
from sheets.values import written
from statemachines.criteria import Finding, evaluate_all
from statemachines.definition.table import Table
from statemachines.figures import Figure, figures
from statemachines.refusals import NotYours

__all__ = [
    "Compared",
    "TableState",
    "asked_tables",
    "computed_figures",
    "offer_rows",
    "save_rows",
    "table_of",
    "take_offer",
]


@dataclass(frozen=True, slots=True)
class TableState:
    """A table of a case as somebody sees it.

    ``fillable`` says whether this person may fill it in now, and only then is there a ``draft``; ``handed`` are the
    revisions, the last one last. ``checked`` is what stands in the draft, or in the last revision.
    """

    id: str
    table: Table
    paper: str
    shape: Shape
    fillable: bool
    draft: Draft | None
    handed: Sequence[Handed]
    checked: Checked

    @property
    def state(self) -> str:
        """One of empty, faulty, ready (a draft without faults), handed_in."""
        if self.draft and self.draft.rows:
            return "ready" if self.checked.sound else "faulty"
        return "handed_in" if self.handed else "empty"

    @property
    def rows(self) -> Rows:
        """The rows as they were typed, or as they were handed in last."""
        if self.draft and self.draft.rows:
            return self.draft.rows
        return self.handed[-1].rows if self.handed else []

    @property
    def as_of(self) -> str:
        """The day that the figures count up to, as it was typed or handed in."""
        return self.draft.as_of if self.draft else self.handed[-1].as_of if self.handed else ""

    @property
    def version(self) -> int:
        """The version of the draft that a change rests on; 0 for none."""
        return self.draft.version if self.draft else 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What a table gives for an indicator beside what was stated, None for nothing."""

    figure: Figure
    name: str
    unit: str
    stated: Decimal | None

    @property
    def stated_text(self) -> str:
        """What was stated, in plain digits."""
        return written(self.stated) if self.stated is not None else ""

    @property
    def value_text(self) -> str:
        """What the table gives, in plain digits."""
        return written(self.figure.value)

    @property
    def agrees(self) -> bool:
        """Whether nothing speaks against what was stated."""
        return self.stated is None or self.figure.agrees(self.stated)


def asked_tables(service: Service, number: str, person: str, now: datetime) -> tuple[TableState, ...]:
    """The tables of a case in the order of the definition, as a person sees them; raises NotFound."""
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{number}")
        return tuple(_states(connection, here, person, now).values())


def table_of(service: Service, number: str, table_id: str, person: str, now: datetime) -> TableState:
    """One table of a case as a person sees it; raises NotFound."""
    with service.store.reading() as connection:
        return _state(connection, standing(service, connection, f"case:{number}"), table_id, person, now)


def _state(connection: Connection, here: Standing, table_id: str, person: str, now: datetime) -> TableState:
    found = _states(connection, here, person, now).get(table_id)
    if found is None:
        raise NotFound("table", f"{here.row['no']} {table_id}", "; the case has no such table")
    return found


def _states(connection: Connection, here: Standing, person: str, now: datetime) -> dict[str, TableState]:
    programme = here.loaded.programme
    if not programme.tables:
        return {}
    acts_as = actor_on(connection, programme, person, here.parties, day_of(now)).acts_as
    mine = open_tables(here.loaded, here.row, acts_as)
    drafts = drafts_of(connection, here.row["no"]) if mine else {}
    handed = handed_of(connection, here.row["no"])
    return {
        key: _seen(key, table, programme.materials[table.paper].name, key in mine, drafts, handed)
        for key, table in tables_of(here.loaded, here.row["facts"]).items()
    }


def _seen(
    key: str, table: Table, paper: str, fillable: bool, drafts: Mapping[str, Draft],
    handed: Mapping[str, Sequence[Handed]],
) -> TableState:  # fmt: skip
    shape, revisions = shape_of(table), handed.get(key, ())
    draft = drafts.get(key) if fillable else None
    rows = draft.rows if draft and draft.rows else revisions[-1].rows if revisions else []
    as_of = draft.as_of if draft else revisions[-1].as_of if revisions else ""
    return TableState(key, table, paper, shape, fillable, draft, revisions, check(shape, rows, as_of))


def save_rows(
    service: Service, number: str, table_id: str, rows: Rows, as_of: str, asked: Asked, version: int
) -> TableState:
    """Save the rows of a table as they were typed, faults and all; ``version`` is that of the draft they rest on.

    Raises:
        NotFound, NotYours: there is no such table, or it is not this person's to fill in now.
        Conflict: somebody else saved it in the meantime.
        BadInput: more rows than a table may have, or texts that cannot be kept.
    """
    _refuse(rows, as_of)
    with service.store.writing() as connection:
        return _put(service, connection, number, table_id, asked, version, rows=rows, as_of=as_of, offer=None)


def offer_rows(
    service: Service, number: str, table_id: str, name: str, reading: Reading, asked: Asked
) -> TableState:
    """Keep what was read out of a file beside the draft, until it is taken; raises as ``save_rows`` does."""
    _refuse(list(reading.rows), reading.as_of)
    refuse_unstorable("the name of the file", name)
    offer = {
        "name": name[:200], "sheet": reading.sheet, "rows": list(reading.rows), "as_of": reading.as_of,
        "told": [[each.chinese, each.english, each.warning] for each in reading.told],
    }  # fmt: skip
    refuse_unstorable("the file", offer)
    with service.store.writing() as connection:
        here = standing(service, connection, f"case:{number}")
        seen = _state(connection, here, table_id, asked.person, asked.now)
        rows, as_of = (seen.draft.rows, seen.draft.as_of) if seen.draft else ([], "")
        return _put(
            service, connection, number, table_id, asked, seen.version, rows=rows, as_of=as_of, offer=offer
        )


def take_offer(service: Service, number: str, table_id: str, asked: Asked, version: int) -> TableState:
    """Let what was read out of a file take the place of the draft; raises as ``save_rows`` does.

    BadInput where there is nothing to take.
    """
    with service.store.writing() as connection:
        here = standing(service, connection, f"case:{number}")
        offer = _state(connection, here, table_id, asked.person, asked.now)
        found: dict[str, Any] | None = offer.draft.offer if offer.draft else None
        if not found:
            raise BadInput("没有待采用的内容，请先上传文件 / there is nothing to take; send a file first")
        return _put(
            service,
            connection,
            number,
            table_id,
            asked,
            version,
            rows=found["rows"],
            as_of=found["as_of"],
            offer=None,
        )


def _refuse(rows: Rows, as_of: str) -> None:
    if len(rows) > MOST_ROWS:
        raise BadInput(f"超过{MOST_ROWS}行 / more than {MOST_ROWS} rows")
    refuse_unstorable("the table", rows)
    refuse_unstorable("the day", as_of)


def _put(
    service: Service, connection: Connection, number: str, table_id: str, asked: Asked, version: int, *, rows: Rows,
    as_of: str, offer: dict[str, Any] | None,
) -> TableState:  # fmt: skip
    hold(connection, f"tables:{number}")
    here = standing(service, connection, f"case:{number}")
    seen = _state(connection, here, table_id, asked.person, asked.now)
    if not seen.fillable:
        reason = "此时不由您填报此表 / this table is not yours to fill in now"
        raise NotYours("fill_in", here.key, here.state, reason, ())
    columns = {each.id for each in seen.shape.columns}
    kept = [{key: text for key, text in row.items() if key in columns} for row in rows]
    draft = Draft(table_id, kept, as_of, offer, version + 1, asked.person, asked.now)
    if seen.version != version or not put_draft(connection, number, draft, version):
        raise Conflict(f"case:{number}", version)
    return _state(connection, here, table_id, asked.person, asked.now)


def computed_figures(
    service: Service, number: str, person: str, now: datetime, stating: Mapping[str, Decimal] | None = None
) -> tuple[tuple[Compared, ...], tuple[Finding, ...]]:
    """The figures that the tables give beside those stated, and the criteria as the tables have it.

    Of tables that the person may fill in, their drafts count where they are without faults; of others what was handed
    in last. ``stating`` are figures about to be stated, which count before earlier ones. Where a table lists a part
    only, or gives nothing, what was stated counts. Raises NotFound.
    """
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{number}")
        programme = here.loaded.programme
        seen = _states(connection, here, person, now)
        rows = {key: each.checked.rows for key, each in seen.items() if each.checked.sound}
        given = figures(programme.tables, rows, programme.indicators)
        stated = {**_stated(connection, number), **(stating or {})}
        compared = tuple(
            Compared(each, programme.indicators[each.indicator].name, programme.indicators[each.indicator].unit,
                     stated.get(each.indicator))
            for each in given
        )  # fmt: skip
        values = {**stated, **{each.indicator: each.value for each in given if not each.part}}
        wanted = {
            key: each
            for key, each in programme.criteria.items()
            if _counted(each) & {g.indicator for g in given}
        }
        found = evaluate_all(wanted, values, {}, here.row["facts"], programme.indicators)
        return compared, tuple(each for each in found if each.result != "not_applicable")


def _counted(criterion: Any) -> set[str]:
    """The indicators that a criterion counts."""
    needs = (leaf.need for leaf in criterion.leaves() if leaf.need)
    return {name for need in needs for name in (need.left, need.per) if name}


def _stated(connection: Connection, number: str) -> dict[str, Decimal]:
    return {row.indicator: row.value for row in FIGURES.rows(connection, case_no=number)}
