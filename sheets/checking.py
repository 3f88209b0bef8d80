"""Rows of texts held against a table: what each cell means, and everything that is wrong, at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sheets.shape import MOST_ROWS, Cell, Column, Shape
from sheets.values import Wrong, read

__all__ = ["Checked", "Fault", "Rows", "check", "filled", "totals"]

Rows = Sequence[Mapping[str, str]]
_DAY = Cell("date")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, or (``warning``) what was read otherwise than it stands there.

    ``row`` counts from 0, None for the whole table; ``column`` is an id, empty for the whole row.
    """

    row: int | None
    column: str
    zh: str
    en: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows with canonical texts, blank ones left out of an open table, the day they count up to, the faults."""

    rows: tuple[dict[str, str], ...]
    as_of: str
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether the table may be handed in: something stands in it, and nothing is wrong."""
        return bool(self.rows) and all(each.warning for each in self.faults)


def filled(row: Mapping[str, str]) -> bool:
    """Whether anything stands in a row."""
    return any(text.strip() for text in row.values())


def check(shape: Shape, rows: Rows, as_of: str = "") -> Checked:
    """Hold the rows of a table against its shape; rows of a table with fixed rows come in their order."""
    faults: list[Fault] = []
    if len(rows) > MOST_ROWS:
        faults.append(Fault(None, "", f"超过{MOST_ROWS}行", f"more than {MOST_ROWS} rows"))
        rows = rows[:MOST_ROWS]
    day = _as_of(shape, as_of, faults)
    if shape.lines:
        rows = [*rows[: len(shape.lines)], *({} for _ in shape.lines[len(rows) :])]
    found = [(at, _row(shape, at, row, faults)) for at, row in enumerate(rows) if shape.lines or filled(row)]
    faults.extend(_doubled(shape, found))
    if not any(filled(row) for row in rows):
        faults = [Fault(None, "", "表中没有内容", "nothing stands in the table")]
        return Checked((), day, tuple(faults))
    order = sorted(faults, key=lambda each: (each.row is not None, each.row or 0))
    return Checked(tuple(row for _, row in found), day, tuple(order))


def _as_of(shape: Shape, text: str, faults: list[Fault]) -> str:
    if not shape.as_of:
        return ""
    try:
        day = read(_DAY, text, shape.factor).text
    except Wrong as wrong:
        faults.append(Fault(None, "as_of", f"统计截至日：{wrong.zh}", f"counted up to: {wrong.en}"))
        return ""
    if not day:
        faults.append(
            Fault(None, "as_of", "请写明数据统计截至哪一天", "say up to which day the figures were counted")
        )
    return day


def _row(shape: Shape, at: int, row: Mapping[str, str], faults: list[Fault]) -> dict[str, str]:
    return {column.id: _cell(shape, at, column, row.get(column.id, ""), faults) for column in shape.columns}


def _cell(shape: Shape, at: int, column: Column, text: str, faults: list[Fault]) -> str:
    cell = shape.cell(at, column.id)
    try:
        value = read(cell, text, shape.factor)
    except Wrong as wrong:
        faults.append(Fault(at, column.id, wrong.zh, wrong.en))
        return ""
    if not value.text and shape.required(at, column):
        faults.append(Fault(at, column.id, "必填，现为空", "must be filled in"))
    if value.zh:
        faults.append(Fault(at, column.id, value.zh, value.en, warning=True))
    return value.text


def _doubled(shape: Shape, found: Sequence[tuple[int, dict[str, str]]]) -> Iterator[Fault]:
    for column in (each for each in shape.columns if each.key):
        first: dict[str, int] = {}
        for at, row in found:
            text = row[column.id]
            if text and text in first:
                before = first[text] + 1
                yield Fault(
                    at, column.id, f"“{text}”与第{before}条重复", f"“{text}” stands in entry {before} already"
                )
            first.setdefault(text, at)


def totals(shape: Shape, rows: Rows) -> dict[str, Decimal]:
    """The sum of each column of numbers of an open table; of canonical rows."""
    return {
        column.id: sum((Decimal(row[column.id]) for row in rows if row.get(column.id)), Decimal(0))
        for column in shape.columns
        if column.cell.counts and not shape.lines
    }
