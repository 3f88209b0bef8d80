"""Tables in a PDF: rows as high as their fullest cell, the heading again on each page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from papers.document import Table
from papers.fonts import BODY, HEI
from papers.lines import broken
from papers.measures import TABLE_SIZE
from papers.sheet import POINT, Sheet

__all__ = ["Rows"]

LINE, PADDING = 6.0, 1.4  # mm
Cells = Sequence[Sequence[str]]  # the lines of each cell of a row


@dataclass
class Rows:
    """A table on a sheet, ``room`` mm wide from ``left``; ``turn`` begins a new page, where it goes on at ``top``."""

    sheet: Sheet
    table: Table
    left: float
    room: float
    top: float
    end: float
    turn: Callable[[], None]
    y: float = 0.0

    def write(self, y: float) -> float:
        """Write the table from ``y`` on; returns where it ends, maybe pages later."""
        self.y = y
        total = sum(each.share for each in self.table.columns)
        self.edges = list(
            accumulate((self.room * each.share / total for each in self.table.columns), initial=self.left)
        )
        self.head = self._cells([each.heading for each in self.table.columns], HEI)
        if self._height(self.head) + LINE + 2 * PADDING > self.end - self.y:
            self.turn()
            self.y = self.top
        self._row(self.head, HEI)
        for row in self.table.rows:
            self._whole(self._cells(row, BODY))
        return self.y

    def _whole(self, rest: Cells) -> None:
        """A row goes onto the next page where it fits there and not here; one too high for any page is parted."""
        while any(rest):
            high, left = self._height(rest), self.end - self.y
            fits_there = high <= self.end - self.top - self._height(self.head)
            if left < LINE + 2 * PADDING or (high > left and fits_there):
                self.turn()
                self.y = self.top
                self._row(self.head, HEI)
                continue
            fits = max(1, int((left - 2 * PADDING) // LINE))
            self._row([cell[:fits] for cell in rest], BODY)
            rest = [cell[fits:] for cell in rest]

    def _cells(self, row: Sequence[str], kind: str) -> Cells:
        def wide(text: str) -> float:
            return self.sheet.width(text, kind, TABLE_SIZE)

        rooms = (end - start - 2 * PADDING for start, end in pairwise(self.edges))
        return [broken(text, wide, room) for text, room in zip(row, rooms, strict=True)]

    def _height(self, cells: Cells) -> float:
        return max(len(cell) for cell in cells) * LINE + 2 * PADDING

    def _row(self, cells: Cells, kind: str) -> None:
        high = self._height(cells)
        for y in (self.y, self.y + high):
            self.sheet.line(self.edges[0], y, self.edges[-1], y, thick=0.25)
        for x in self.edges:
            self.sheet.line(x, self.y, x, self.y + high, thick=0.25)
        for column, (x, end), cell in zip(self.table.columns, pairwise(self.edges), cells, strict=True):
            at = self.y + (high - len(cell) * LINE) / 2 + (LINE - TABLE_SIZE * POINT) / 2
            for line in cell:
                wide = self.sheet.width(line, kind, TABLE_SIZE)
                middle = column.centred or kind == HEI
                self.sheet.put(
                    x + (end - x - wide) / 2 if middle else x + PADDING, at, line, kind, TABLE_SIZE
                )
                at += LINE
        self.y += high
