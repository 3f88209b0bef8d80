"""A table as a page shows it: cells with what stands in them and what is wrong; and what a page sends of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets.checking import Checked, Fault, Rows, filled, totals
from sheets.shape import MOST_ROWS, Cell, Shape
from sheets.values import written
from web.fields import Form

__all__ = ["A_PAGE", "Grid", "Place", "grid_of", "rows_sent"]

A_PAGE = 50  # rows of a table on one page


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: its field and column, what it is called, what stands in it, what it holds, what is wrong."""

    field: str
    column: str
    column_name: str
    name: str
    text: str
    cell: Cell
    needed: bool
    fault: Fault | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """What is chosen from; also what stands there and is none of it, so that it is not lost."""
        known = self.cell.choices or (("是", "否") if self.cell.kind == "yes_no" else ())
        return (*known, self.text) if known and self.text and self.text not in known else known


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of a table: its rows with their numbers, faults of whole rows, the sums, and where other pages begin."""

    first: int
    count: int
    rows: tuple[tuple[int, tuple[str, ...], tuple[Place, ...]], ...]
    general: tuple[Fault, ...]
    faulty: tuple[tuple[int, Fault], ...]
    sums: Mapping[str, str]

    @property
    def pages(self) -> tuple[int, ...]:
        """The numbers of the rows that pages begin with, where there are several."""
        starts = tuple(range(1, self.count + 1, A_PAGE))
        return starts if len(starts) > 1 else ()


def grid_of(shape: Shape, checked: Checked, rows: Rows, first: int, blank: int = 0) -> Grid:
    """One page of a table beginning with row ``first`` (from 1); at its end ``blank`` rows more, to be filled in."""
    many = len(shape.lines) or len(rows)
    start = 0 if shape.lines else min(first - 1, max(many - 1, 0))
    spare = 0 if shape.lines or start + A_PAGE < many else min(blank, MOST_ROWS - many)
    here = range(start, many if shape.lines else min(start + A_PAGE, many) + spare)
    faults = {(each.row, each.column): each for each in reversed(checked.faults)}
    found = tuple((at + 1, _label(shape, at), tuple(_places(shape, rows, at, faults))) for at in here)
    sums = (
        {key: written(total) for key, total in totals(shape, checked.rows).items()} if checked.sound else {}
    )
    return Grid(
        start + 1, many, found,
        tuple(each for each in checked.faults if each.row is None),
        tuple((each.row + 1, each) for each in checked.faults if each.row is not None and not each.warning),
        sums,
    )  # fmt: skip


def _label(shape: Shape, at: int) -> tuple[str, ...]:
    return shape.lines[at].path if shape.lines else (str(at + 1),)


def _places(
    shape: Shape, rows: Rows, at: int, faults: Mapping[tuple[int | None, str], Fault]
) -> Sequence[Place]:
    row = rows[at] if at < len(rows) else {}
    label = "·".join(shape.lines[at].path) if shape.lines else f"{at + 1}"
    return [
        Place(
            f"r{at}.{column.id}", column.id, column.name, f"{label} {column.name}", row.get(column.id, ""),
            shape.cell(at, column.id), shape.required(at, column), faults.get((at, column.id)),
        )
        for column in shape.columns
    ]  # fmt: skip


def rows_sent(shape: Shape, rows: Rows, form: Form, first: int) -> list[dict[str, str]]:
    """All rows with those in their place that a page sent, which began with row ``first``; blank ones are gone."""
    start = 0 if shape.lines else min(max(first - 1, 0), len(rows))
    sent: dict[int, dict[str, str]] = {}
    for name, values in form.items():
        number, _, column = name.removeprefix("r").partition(".")
        if name.startswith("r") and number.isascii() and number.isdecimal() and len(number) < 6:
            sent.setdefault(int(number), {})[column] = values[0]
    if shape.lines:
        return [sent.get(at, dict(rows[at]) if at < len(rows) else {}) for at in range(len(shape.lines))]
    mine = [row for at, row in sorted(sent.items()) if at >= start]
    kept = [*rows[:start], *mine, *rows[start + A_PAGE :]]
    return [dict(row) for row in kept if filled(row)]
