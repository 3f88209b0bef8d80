"""Names used by tables that nothing declares, and figures they cannot give, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Container, Iterator

from statemachines.definition.faults import nearest
from statemachines.definition.giving import Condition, Giving
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.table import NUMBERS, Cell, Table
from statemachines.definition.units import alike

__all__ = ["broken_tables"]

Path = tuple[str | int, ...]
Broken = Iterator[tuple[Path, str]]
YES_NO = ("是", "否")


def broken_tables(programme: Programme[Stage]) -> Broken:
    """Yield the path and the fault of every name in ``tables`` that leads nowhere."""
    for key, table in programme.tables.items():
        path: Path = ("tables", key)
        for word, paper in (("is", table.is_), ("with", table.with_)):
            yield from _unknown((*path, word), paper, programme.materials, "paper of this programme")
        for fact in table.for_:
            yield from _unknown((*path, "for", fact), fact, programme.facts, "fact of this programme")
        for indicator, gives in table.gives.items():
            here = (*path, "gives", indicator)
            yield from _unknown(here, indicator, programme.indicators, "indicator of this programme")
            yield from _giving(programme, table, indicator, gives.is_, here)


def _giving(programme: Programme[Stage], table: Table, indicator: str, giving: Giving, path: Path) -> Broken:
    if (giving.kind == "cell") != bool(table.rows):
        kind = "'cell row.column'" if table.rows else "'count', 'any' or 'sum'"
        yield path, f"a table with {'fixed' if table.rows else 'open'} rows gives by {kind}"
        return
    yield from _unknown(path, giving.row or None, table.rows, "row of this table")
    yield from _unknown(path, giving.column or None, table.columns, "column of this table")
    for each in giving.where:
        yield from _unknown(path, each.column, table.columns, "column of this table")
        if each.column in table.columns:
            yield from _comparable(path, table.columns[each.column], each)
    cell = (table.rows if giving.row else table.columns).get(giving.row or giving.column)
    stated = programme.indicators.get(indicator)
    if cell is None or stated is None:
        return
    if cell.type not in NUMBERS:
        yield path, f"'{giving}' adds up no numbers: the type is '{cell.type}'"
    elif not alike(cell.unit, stated.unit):
        yield (
            path,
            f"'{giving}' is in {cell.unit or 'no unit'}, the indicator '{indicator}' in {stated.unit or 'none'}",
        )


def _comparable(path: Path, cell: Cell, condition: Condition) -> Broken:
    """A condition compares numbers with numbers, and texts with what may stand in the column."""
    if cell.type in NUMBERS:
        if condition.number is None:
            yield path, f"'{condition}': “{condition.value}” is no number"
    elif condition.op not in ("=", "!="):
        yield path, f"'{condition}': only numbers are more or less; write = or !="
    elif cell.type in ("choice", "yes_no"):
        choices = cell.choose or YES_NO
        yield from _unknown(path, condition.value, choices, f"choice of '{condition.column}'")


def _unknown(path: Path, name: str | None, known: Container[str], what: str) -> Broken:
    if name is not None and name not in known:
        yield path, f"'{name}' is no {what}{nearest(name, known)}"  # type: ignore[arg-type]
