"""A table of a definition as the room of the sheets knows it."""

from sheets.shape import Cell, Column, Line, Shape
from statemachines.definition.base import chinese
from statemachines.definition.table import Cell as Defined
from statemachines.definition.table import Table
from statemachines.definition.units import factor

__all__ = ["shape_of"]


def shape_of(table: Table) -> Shape:
    """The plain data that templates are written from and files are read by; names are Chinese, as forms are here."""
    columns = tuple(
        Column(key, chinese(each.name), _cell(each), each.also, each.key)
        for key, each in table.columns.items()
    )
    lines = tuple(Line(key, chinese(each.name), _cell(each), each.under) for key, each in table.rows.items())
    return Shape(chinese(table.name), columns, factor, lines, table.as_of)


def _cell(each: Defined) -> Cell:
    return Cell(each.type, each.unit, each.required, each.least, each.most, each.choose)
