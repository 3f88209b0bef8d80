"""Tables as files that are handed out while they are made: CSV and Excel, row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from fastapi import Response
from fastapi.responses import StreamingResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from calendars import SHANGHAI
from sheets.cells import FORMULA, defused, put, storable

__all__ = ["Cell", "csv_file", "xlsx_file"]

Cell = str | int | date | datetime | None
AT_ONCE = 500  # rows of CSV in one piece
PIECE = 64 * 1024  # bytes of a workbook in one piece
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
    """Answer with a workbook of one sheet; texts are texts, whatever they begin with.

    It is written to a file without a name, which is gone when the answer is over, however that ends. What reading
    the rows raises is raised before anything is sent.
    """
    file = TemporaryFile()  # noqa: SIM115  # read by the answer, long after this
    try:
        _write(file, rows)
    except BaseException:
        file.close()
        raise
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return StreamingResponse(_read(file), media_type=kind, headers=_named(name))


def _write(file: IO[bytes], rows: Iterable[Sequence[Cell]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    try:
        for row in rows:
            sheet.append([_cell(sheet, each) for each in row])
        book.save(file)
    except BaseException:
        sheet.close()
        sheet._writer.cleanup()  # else its own file stays until the process ends
        raise


def _cell(sheet: Any, cell: Cell) -> Any:
    match cell:
        case datetime():
            return cell.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
        case str():
            text = storable(cell)
            if not FORMULA.match(text):
                return text
            found = WriteOnlyCell(sheet)
            put(found, text)
            return found
        case _:
            return cell


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
