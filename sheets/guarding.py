"""A workbook is looked through before the library sees it: what it unpacks to, and what it carries besides cells."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from sheets.errors import NotReadable

__all__ = ["MOST_BYTES", "guarded"]

MOST_BYTES = 2_000_000  # of a file
MOST_UNPACKED = 48_000_000  # bytes of all parts together
MOST_OF_A_PART = {
    "xl/sharedstrings.xml": 12_000_000,
    "xl/styles.xml": 3_000_000,
}  # those kept whole in memory
MOST_OF_A_SHEET = 32_000_000
MOST_ELSEWHERE = 3_000_000
MOST_PARTS = 500
PIECE = 65_536
_TYPES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACRO = ("文件含宏，不接受；请另存为不含宏的 .xlsx", "the file holds macros; save it as .xlsx without them")
_LINKS = (
    "文件链接到其他工作簿，不接受；请把链接的单元格粘贴为数值后再存",
    "the file links to other workbooks; paste those cells as values and save again",
)
_TOO_LARGE = (
    "文件解开后过大，不接受；请复制到新工作簿再存",
    "the file unpacks to too much; copy the cells into a new workbook",
)
_DAMAGED = ("文件已损坏，或不是 .xlsx 工作簿", "the file is damaged or no .xlsx workbook")
_DECLARED = ("文件含有不接受的 XML 声明", "the file holds declarations of XML that are not taken")


def guarded(data: bytes) -> ZipFile:
    """Look a workbook through, and return it opened.

    Sizes are measured while unpacking, whatever the directory promises; nothing is kept of it. Raises NotReadable.
    """
    try:
        packed = ZipFile(BytesIO(data))
        parts = packed.infolist()
        if len(parts) > MOST_PARTS:
            raise NotReadable(*_TOO_LARGE)
        left = MOST_UNPACKED
        for part in parts:
            left -= _look_through(packed, part, left)
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise NotReadable(*_DAMAGED) from None
    if "[Content_Types].xml" not in packed.namelist():
        raise NotReadable(*_DAMAGED)
    return packed


def _look_through(packed: ZipFile, part: ZipInfo, left: int) -> int:
    """Unpack one part piece by piece; how many bytes it has."""
    name = part.filename.lower().lstrip("/")
    if "vbaproject" in name or "macrosheets/" in name or "activex/" in name:
        raise NotReadable(*_MACRO)
    if "externallinks/" in name:
        raise NotReadable(*_LINKS)
    most, size, tail = min(left, _most(name)), 0, b""
    typed = name.endswith((".xml", ".rels", ".vml"))
    with packed.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            size += len(piece)
            if size > most:
                raise NotReadable(*_TOO_LARGE)
            if typed and (b"\0" in piece or _TYPES.search(tail + piece)):
                raise NotReadable(*_DECLARED)
            if name == "[content_types].xml" and b"macroenabled" in (tail + piece).lower():
                raise NotReadable(*_MACRO)
            tail = piece[-32:]
    return size


def _most(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return MOST_OF_A_SHEET
    if name.startswith("xl/media/"):
        return MOST_UNPACKED
    return MOST_OF_A_PART.get(name, MOST_ELSEWHERE)
