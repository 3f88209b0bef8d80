"""Tables as files that are handed out while they are made: CSV and Excel, row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO

from fastapi import Response
from fastapi.responses import StreamingResponse

from calendars import SHANGHAI
from sheets.cells import defused
from sheets.streaming import Cell, workbook

__all__ = ["Cell", "csv_file", "xlsx_file"]

AT_ONCE = 500  # rows of CSV in one piece
BOM = "\ufeff"  # without it Excel takes UTF-8 for the encoding of its own country


def csv_file(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """Answer with a CSV file; a text that a spreadsheet might take for a formula gets an apostrophe before it."""
    return StreamingResponse(_csv(iter(rows)), media_type="text/csv; charset=utf-8", headers=_named(name))


def _csv(rows: Iterator[Sequence[Cell]]) -> Iterator[str]:
    buffer = StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    for at, row in enumerate(rows, 1):
        writer.writerow([_plain(each) for each in row])
        if at % AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _plain(cell: Cell) -> str:
    match cell:
        case datetime():
            return cell.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        case str():
            return defused(cell)
        case None:
            return ""
        case _:
            return str(cell)


def xlsx_file(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """Answer with a workbook of one sheet, sent while it is written; texts are texts, whatever they begin with."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return StreamingResponse(workbook(rows), media_type=kind, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
