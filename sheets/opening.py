"""The sheets of a file as plain cells: xlsx by openpyxl row by row, CSV in the encodings that are met here."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from sheets.errors import NotReadable
from sheets.guarding import MOST_BYTES, guarded
from sheets.shape import MOST_ROWS

__all__ = ["Grid", "Raw", "open_file"]

MOST_LINES = MOST_ROWS + 500  # lines of a sheet that are kept: a table, its heading, its notes
MOST_BLANK = 1_000  # empty lines in a row, after which nothing more is looked for
MOST_COLUMNS = 100
MOST_SHEETS = 30
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_NO_BOOK = (
    "文件不能作为工作簿读取，请用 Excel 或 WPS 打开后另存为 .xlsx",
    "the file cannot be read as a workbook; save it anew as .xlsx",
)


@dataclass(frozen=True, slots=True)
class Raw:
    """What stands in a cell, as text; ``number`` where it is one, ``percent`` where it is shown as a percentage.

    ``uncomputed`` marks a formula without a result; ``merged`` a cell that only repeats the one it is merged with.
    """

    text: str = ""
    number: bool = False
    percent: bool = False
    uncomputed: bool = False
    merged: bool = False


BLANK = Raw()


@dataclass
class Grid:
    """One sheet: its lines by number (from 1) in which anything stands.

    ``cut`` says that more follow than are read, ``blank`` that so many empty lines followed that nothing was sought.
    """

    name: str
    hidden: bool = False
    lines: dict[int, tuple[Raw, ...]] = field(default_factory=dict)
    cut: bool = False
    blank: bool = False

    def at(self, line: int, column: int) -> Raw:
        """A cell by line (from 1) and column (from 0); blank where nothing is."""
        cells = self.lines.get(line, ())
        return cells[column] if 0 <= column < len(cells) else BLANK


def open_file(data: bytes) -> list[Grid]:
    """The sheets of a file, told by its content and never by its name; raises NotReadable."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise NotReadable(f"文件超过{most} MB", f"the file is larger than {most} MB")
    if not data.strip():
        raise NotReadable("文件是空的", "the file is empty")
    if data.startswith(_OLD):
        raise NotReadable(
            "旧格式（.xls）或加密的文件不能读取，请另存为不加密的 .xlsx",
            "an old .xls or encrypted file; save it as .xlsx without a password",
        )
    return _book(data) if data.startswith(b"PK") else [_csv(data)]


def _book(data: bytes) -> list[Grid]:
    packed = guarded(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out: pictures, validations, styles
            computed = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            formulas = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
            pairs = list(zip(computed.worksheets, formulas.worksheets, strict=True))
            if len(pairs) > MOST_SHEETS:
                raise NotReadable(f"工作表超过{MOST_SHEETS}个", f"more than {MOST_SHEETS} sheets")
            return [_sheet(packed, values, written) for values, written in pairs]
    except NotReadable:
        raise
    except Exception:  # noqa: BLE001  # whatever the library stumbles over in somebody's file is the file's fault
        raise NotReadable(*_NO_BOOK) from None


def _sheet(packed: ZipFile, values: Any, written: Any) -> Grid:
    grid = Grid(values.title, hidden=values.sheet_state != "visible")
    walked = zip_longest(_rows(values), _rows(written), fillvalue=())
    empty = 0
    for number, (row, formulas) in enumerate(walked, 1):
        cells = [
            BLANK if cell is formula else _raw(cell, formula)  # the same only where there is no cell at all
            for cell, formula in zip_longest(row, formulas)
        ]
        while cells and cells[-1] == BLANK:
            cells.pop()
        empty = 0 if cells else empty + 1
        grid.cut, grid.blank = bool(cells) and len(grid.lines) >= MOST_LINES, empty > MOST_BLANK
        if grid.cut or grid.blank:
            break
        if cells:
            grid.lines[number] = tuple(cells)
    for area in _areas(packed, values):
        _spread(grid, area)
    return grid


def _rows(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()  # what a file says of its size is not believed
    yield from sheet.iter_rows(max_col=MOST_COLUMNS)


def _raw(cell: Any, formula: Any) -> Raw:
    value = getattr(cell, "value", None)
    asked = getattr(formula, "data_type", "") == "f"
    if value is None:
        return Raw("", uncomputed=True) if asked else BLANK
    text = _written(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    shown = str(getattr(cell, "number_format", "") or "") if number else ""
    return Raw(text, number, "%" in shown) if text.strip() else BLANK


def _written(value: Any) -> str:
    """A value as text; numbers with the fifteen digits that a spreadsheet shows, days in ISO 8601."""
    match value:
        case bool():
            return "是" if value else "否"
        case float():
            number = Decimal(f"{value:.15g}")
            return format(number, "f")
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)


def _areas(packed: ZipFile, sheet: Any) -> list[tuple[int, int, int, int]]:
    """The merged areas of a sheet, which the library does not tell row by row: (left, top, right, bottom)."""
    path = str(sheet._worksheet_path).lstrip("/")  # where it stands in the file is told nowhere else
    found: list[tuple[int, int, int, int]] = []
    with packed.open(path) as unpacked:
        tail = b""
        while piece := unpacked.read(65_536):
            text = tail + piece
            last = 0
            for match in _MERGED.finditer(text):
                last = match.end()
                left, top, right, bottom = range_boundaries(match[1].decode())
                found.append((int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)))
                if len(found) > MOST_LINES:
                    return found
            tail = text[max(last, len(text) - 200) :]
    return found


def _spread(grid: Grid, area: tuple[int, int, int, int]) -> None:
    """Let the other cells of a merged area repeat the first."""
    left, top, right, bottom = area
    first = grid.at(top, left - 1)
    if first == BLANK:
        return
    again = Raw(first.text, first.number, first.percent, first.uncomputed, merged=True)
    for line in [each for each in grid.lines if top <= each <= bottom]:
        cells = list(grid.lines[line])
        cells.extend([BLANK] * (min(right, MOST_COLUMNS) - len(cells)))
        for at in range(left - 1, min(right, MOST_COLUMNS)):
            if (line, at) != (top, left - 1):
                cells[at] = again
        grid.lines[line] = tuple(cells)


def _csv(data: bytes) -> Grid:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotReadable(*_NO_BOOK)
    if "\0" in text or sum(each < " " and each not in "\r\n\t" for each in text[:4000]) > 0:
        raise NotReadable(
            "不是 .xlsx 工作簿，也不是 CSV 文本", "neither a .xlsx workbook nor text in the manner of CSV"
        )
    first = text.splitlines()[0] if text.splitlines() else ""
    comma = max(",\t;，", key=first.count)
    grid = Grid("CSV")
    try:
        for number, row in enumerate(csv.reader(StringIO(text), delimiter=comma), 1):
            if not any(each.strip() for each in row):
                continue
            if len(grid.lines) >= MOST_LINES:
                grid.cut = True
                break
            grid.lines[number] = tuple(Raw(_apostrophe(each)) for each in row[:MOST_COLUMNS])
    except csv.Error:
        raise NotReadable(*_NO_BOOK) from None
    return grid


def _apostrophe(text: str) -> str:
    """Without the apostrophe that we put before what a spreadsheet might take for a formula."""
    return text[1:] if re.match(r"'[=+\-@\t\r\n＝＋－＠]", text) else text
