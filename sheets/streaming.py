"""A workbook of one sheet that is sent while it is written: its rows pass through, nothing of them is kept.

openpyxl writes the sheet to a file first, and builds an object for each cell; a hundred thousand rows took it over a
minute before the first byte. A workbook is a zip of a few parts, and only the sheet depends on the rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import RawIOBase
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from calendars import SHANGHAI
from sheets.cells import storable

__all__ = ["Cell", "workbook"]

Cell = str | int | date | datetime | None
AT_ONCE = 200  # rows that are handed to the zip together
LEVEL = 2  # of compression: half the time of the usual one, and a file that is a tenth larger
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of every workbook, which knows no zones
_DAY, _MOMENT = 1, 2  # styles, by their place among cellXfs
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_FOOT = "</sheetData></worksheet>"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


class _Outlet(RawIOBase):
    """What the zip writes into, and cannot go back in: the pieces that wait to be sent."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, piece: Any) -> int:
        """Take a piece."""
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        whole = b"".join(self.pieces)
        self.pieces.clear()
        return whole


def workbook(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The bytes of a workbook with these rows, the first of which stays in sight.

    Texts are texts, whatever they begin with; moments stand on Shanghai's clock, to the second.
    """
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=LEVEL) as whole:
        for name, text in _PARTS.items():
            whole.writestr(name, _XML + text)
        yield outlet.taken()
        with whole.open("xl/worksheets/sheet1.xml", "w") as sheet:
            waiting = [_HEAD]
            for at, row in enumerate(rows, 1):
                waiting.append(f"<row>{''.join(map(_cell, row))}</row>")
                if at % AT_ONCE == 0:
                    sheet.write("".join(waiting).encode())
                    waiting.clear()
                    yield outlet.taken()
            sheet.write("".join((*waiting, _FOOT)).encode())
    yield outlet.taken()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<c/>"
        case str():
            text = escape(_NOT_XML.sub("", storable(cell))).replace("\r", "&#13;")
            return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case datetime():
            here = cell.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
            return f'<c s="{_MOMENT}"><v>{(here - FIRST_DAY).total_seconds() / 86400}</v></c>'
        case date():
            return f'<c s="{_DAY}"><v>{(datetime.combine(cell, time()) - FIRST_DAY).days}</v></c>'
        case _:
            return f"<c><v>{cell}</v></c>"
