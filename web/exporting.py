"""Files of what a filter leaves: their names, and rows that are read piece by piece while the file is sent."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from fastapi import Response

from calendars import day_of
from web.files import Cell, csv_file, xlsx_file
from web.house import House

__all__ = ["AT_ONCE", "export", "in_pieces"]

AT_ONCE = 1000  # rows read at a time
_FILES = {"csv": csv_file, "xlsx": xlsx_file}
Row = TypeVar("Row")


def export(house: House, what: str, ending: str, rows: Iterator[Sequence[Cell]]) -> Response:
    """Answer with a file of today, `what-20261122.xlsx`; its first row is the head.

    ``ending`` is csv or xlsx. The first rows are read at once, so that what cannot be asked is told before anything is
    sent.
    """
    first = list(islice(rows, 2))
    return _FILES[ending](f"{what}-{day_of(house.clock()):%Y%m%d}.{ending}", chain(first, rows))


def in_pieces(read: Callable[[Row | None, int], Sequence[Row]]) -> Iterator[Sequence[Row]]:
    """All rows, so many at a time, that ``read`` finds behind one that it found before (None: from the first)."""
    last: Row | None = None
    while True:
        found = read(last, AT_ONCE)
        yield found
        if len(found) < AT_ONCE:
            return
        last = found[-1]
