"""The tables of a programme, as a table: what stands in them, and which figures they give."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.base import chinese
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.table import Cell, Column, Line
from statemachines.definition.table import Table as Defined
from statemachines.pages.writing import Table, selector, sources, table

__all__ = ["TYPES", "tables_table"]

TYPES = {
    "text": "文字 / text", "number": "数字 / number", "whole": "整数 / whole number", "percent": "百分比 / percent",
    "date": "日期 / date", "yes_no": "是否 / yes or no", "choice": "选择 / choice",
}  # fmt: skip


def tables_table(programme: Programme[Stage]) -> Table:
    """Each table: the paper it is, its rows and columns, the figures it gives."""
    rows = [
        (
            f"`{key}`", "\n".join(_named(programme, each)), "\n".join(_cells(each)),
            "\n".join(_gives(programme, each)), sources(each.source),
        )
        for key, each in programme.tables.items()
    ]  # fmt: skip
    head = ("键 / key", "表格 / table", "填写 / filled in", "得出 / gives", "出处 / source")
    return table(head, rows)


def _named(programme: Programme[Stage], each: Defined) -> Iterator[str]:
    yield each.name
    paper = programme.materials[each.paper].name
    yield f"即材料 / is: {paper}" if each.is_ else f"可随材料 / may come with: {paper}"
    if each.for_:
        yield selector(each.for_)
    if each.as_of:
        yield "注明统计截至日 / says up to which day it counts"


def _cells(each: Defined) -> Iterator[str]:
    if each.rows:
        yield "列 / columns: " + "、".join(chinese(column.name) for column in each.columns.values())
        yield from (_cell("·".join((*line.under, chinese(line.name))), line) for line in each.rows.values())
    else:
        yield from (_cell(chinese(column.name), column) for column in each.columns.values())


def _cell(name: str, cell: Column | Line) -> str:
    words = [TYPES[cell.type].split(" / ")[0], *([cell.unit] if cell.unit else []), *_limits(cell)]
    return f"{name}（{'，'.join(words)}）"


def _limits(cell: Cell) -> Iterator[str]:
    if isinstance(cell, Column) and cell.key:
        yield "不得重复"
    elif cell.required:
        yield "必填"
    if cell.least is not None:
        yield f"≥ {cell.least}"
    if cell.most is not None:
        yield f"≤ {cell.most}"
    if cell.choose:
        yield "、".join(cell.choose)


def _gives(programme: Programme[Stage], each: Defined) -> Iterator[str]:
    for key, gives in each.gives.items():
        part = "（至少） / at least" if gives.part else ""
        yield f"{chinese(programme.indicators[key].name)}：`{gives.is_}`{part}"
