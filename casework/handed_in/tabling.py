"""Tables handed in: an action that hands in the papers of a stage takes the drafts of its tables over.

The history entry names each table by its revision, digest and number of rows; a table that is a paper is also named
among the papers. Where the tables give other figures than were stated, the entry says so as doubtful.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from casework.facts.asking import Asking
from casework.facts.papers import figures as stated_figures
from casework.handed_in.table_rows import Draft, digest_of, drafts_of, handed_of
from casework.handed_in.table_shapes import shape_of
from casework.handed_in.upload_places import open_papers
from casework.refused import BadInput
from casework.steps import Row, Step
from casework.storage.holding import hold
from models.types import canonical_json
from sheets.checking import Checked, Fault, check, filled
from sheets.shape import Shape
from statemachines.definition.base import chinese, english
from statemachines.definition.selector import matches
from statemachines.definition.table import Table
from statemachines.figures import figures
from statemachines.loader import Loaded
from statemachines.stages.submission import TABLES
from statemachines.subject import Command

__all__ = ["TAKEN", "Taken", "open_tables", "place_of", "ready_papers", "tabled", "tables_of", "with_tables"]

TAKEN = "tables taken over"  # under which a step keeps them for its effect


@dataclass(frozen=True, slots=True)
class Taken:
    """A table about to be handed in: its draft, what it holds, its revision and digest."""

    draft: Draft
    checked: Checked
    revision: int
    digest: str


def tables_of(loaded: Loaded, facts: Mapping[str, str]) -> dict[str, Table]:
    """The tables that a case with these declared facts has."""
    return {key: each for key, each in loaded.programme.tables.items() if matches(each.for_, facts)}


def open_tables(loaded: Loaded, row: Row, acts_as: frozenset[str]) -> dict[str, Table]:
    """The tables that somebody with these roles may fill in now."""
    known = tables_of(loaded, row["facts"]) if loaded.programme.tables else {}
    ways = loaded.procedures[row["procedure"]].transitions if known else ()
    if not any(
        way.source == row["state"] and TABLES in way.effects and not acts_as.isdisjoint(way.by)
        for way in ways
    ):
        return {}
    papers = set(open_papers(loaded, row, acts_as))
    return {key: each for key, each in known.items() if each.paper in papers}


def ready_papers(connection: Connection, loaded: Loaded, row: Row, acts_as: frozenset[str]) -> frozenset[str]:
    """The papers that somebody with these roles would hand in now as tables: filled in and without faults."""
    open_now = {key: each for key, each in open_tables(loaded, row, acts_as).items() if each.is_}
    drafts = drafts_of(connection, row["no"]) if open_now else {}
    return frozenset(
        table.is_
        for key, table in open_now.items()
        if table.is_ and key in drafts and check(shape_of(table), drafts[key].rows, drafts[key].as_of).sound
    )


def with_tables(connection: Connection, loaded: Loaded, row: Row, command: Command) -> Command:
    """The command with the tables that are papers, where it is one that hands tables in.

    Raises BadInput where a draft has faults.
    """
    given = command.payload.get("materials") or []
    if not _hands_in(loaded, row, command) or not isinstance(given, list):
        return command
    hold(connection, f"tables:{row['no']}")
    papers = [
        {"material": table.is_, "file_digest": found.digest, "file_size": _size(found)}
        for table, found in _found(connection, loaded, row, command)
        if table.is_
    ]
    if not papers:
        return command
    named = {each["material"] for each in papers}
    rest = [
        each for each in given
        if not isinstance(each, dict) or each.get("material") not in named or len(each) > 1
    ]  # fmt: skip  # a paper that was only ticked is the table
    return replace(command, payload={**command.payload, "materials": [*rest, *papers]})


def _hands_in(loaded: Loaded, row: Row, command: Command) -> bool:
    if not loaded.programme.tables:
        return False
    ways = loaded.procedures[row["procedure"]].actions(row["state"]).get(command.action, ())
    return any(TABLES in way.effects for way in ways)


def _size(found: Taken) -> int:
    """The bytes of a table, as its digest is made of them."""
    return len(canonical_json([found.checked.as_of, list(found.checked.rows)]).encode())


def _found(
    connection: Connection, loaded: Loaded, row: Row, command: Command
) -> Iterator[tuple[Table, Taken]]:
    drafts = drafts_of(connection, row["no"])
    if not drafts:
        return
    before = handed_of(connection, row["no"])
    for key, table in open_tables(loaded, row, command.actor.acts_as).items():
        draft = drafts.get(key)
        if draft is None or not any(filled(row) for row in draft.rows):
            continue  # nothing was filled in, or only a file was sent
        shape = shape_of(table)
        checked = check(shape, draft.rows, draft.as_of)
        if not checked.sound:
            raise _faulty(shape, checked)
        digest = digest_of(key, checked.rows, checked.as_of)
        yield table, Taken(draft, checked, len(before.get(key, ())) + 1, digest)


def _faulty(shape: Shape, checked: Checked) -> BadInput:
    faults = [each for each in checked.faults if not each.warning]
    first = faults[0]
    zh, en = place_of(shape, first)
    return BadInput(
        f"《{shape.title}》有{len(faults)}处须更正：{zh}{first.zh} / "
        f"the table has {len(faults)} faults: {en}{first.en}"
    )


def place_of(shape: Shape, fault: Fault) -> tuple[str, str]:
    """Where a fault of a table is, in both languages, with a colon behind it; empty for the whole table."""
    column = next((each.name for each in shape.columns if each.id == fault.column), "")
    if fault.row is None:
        return "", ""
    if shape.lines:
        name = "·".join((*shape.lines[fault.row].path, *([column] if column else [])))
        return f"“{name}”：", f"“{name}”: "
    zh, en = f"第{fault.row + 1}条", f"entry {fault.row + 1}"
    return (f"{zh}“{column}”：", f"{en}, “{column}”: ") if column else (f"{zh}：", f"{en}: ")


def tabled(asking: Asking, step: Step) -> Step:
    """The step with the tables that it hands in named in its entry, and what is doubtful about the figures stated."""
    if TABLES not in step.decision.effects or not asking.loaded.programme.tables:
        return step
    taken = [found for _, found in _found(asking.connection, asking.loaded, asking.row, asking.command)]
    step.found[TAKEN] = taken
    if not taken:
        return step
    entry = step.decision.entry
    named = {
        each.draft.table_id: {
            "revision": each.revision,
            "digest": each.digest,
            "rows": len(each.checked.rows),
        }
        for each in taken
    }
    doubts = [*entry.payload.get("warnings", ()), *_doubts(asking, taken)]
    payload: dict[str, Any] = {**entry.payload, "tables": named, **({"warnings": doubts} if doubts else {})}
    return replace(step, decision=replace(step.decision, entry=replace(entry, payload=payload)))


def _doubts(asking: Asking, taken: list[Taken]) -> Iterator[str]:
    programme = asking.loaded.programme
    rows = {each.draft.table_id: each.checked.rows for each in taken}
    stated = stated_figures(asking)
    for each in figures(programme.tables, rows, programme.indicators):
        known, indicator = stated.get(each.indicator), programme.indicators[each.indicator]
        if known is None or not known.is_finite() or each.agrees(known):
            continue
        least = ("至少", "at least ") if each.part else ("", "")
        here, there = _said(known, indicator.unit), _said(each.value, indicator.unit)
        zh = f"{chinese(indicator.name)}：填报 {here}，表格得出{least[0]} {there}"
        yield f"{zh} / {english(indicator.name)}: stated {here}, the table gives {least[1]}{there}"


def _said(number: Decimal, unit: str) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {unit}".rstrip()
