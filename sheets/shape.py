"""A table as this room knows it: plain data, made by whoever asks from wherever a table is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["MOST_ROWS", "Cell", "Column", "Factor", "Kind", "Line", "Shape"]

Kind = Literal["text", "number", "whole", "percent", "date", "yes_no", "choice"]
Factor = Callable[[str, str], Decimal | None]  # unit given, unit wanted → by what a number is multiplied
MOST_ROWS = 2000  # rows of one table


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds: its kind, the unit of a number, whether it must be there, its bounds and choices."""

    kind: Kind = "text"
    unit: str = ""
    required: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether numbers of it may be added up."""
        return self.kind in ("number", "whole")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id, its name, other names it is sent under; ``key`` where it tells the rows apart."""

    id: str
    name: str
    cell: Cell = Cell()
    also: tuple[str, ...] = ()
    key: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A fixed row: its id, its name, the headings it stands below, and what its cells hold."""

    id: str
    name: str
    cell: Cell
    under: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The headings and the name, the outermost first."""
        return (*self.under, self.name)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: title, columns, and its rows where they are fixed; ``factor`` knows the units.

    ``as_of`` says that the table bears the day up to which its figures were counted.
    """

    title: str
    columns: tuple[Column, ...]
    factor: Factor
    lines: tuple[Line, ...] = ()
    as_of: bool = False

    def cell(self, row: int, column: str) -> Cell:
        """What the cell in this row (from 0) and column holds."""
        if self.lines:
            return self.lines[row].cell
        return next(each.cell for each in self.columns if each.id == column)

    def required(self, row: int, column: Column) -> bool:
        """Whether the cell must be filled in."""
        return column.key or self.cell(row, column.id).required
