"""Documents that are archives inside (docx, xlsx, pptx, OFD): looked through whole before they are taken.

The directory of an archive is judged before anything is unpacked; then every part is unpacked once, a piece at a time
and to nowhere, so that what the directory says of sizes is known to be true.
"""

import errno
import html
import re
import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from files.errors import FileRefused

__all__ = ["kind_of_archive"]

MOST_PARTS = 5_000
MOST_DIRECTORY = 2_000_000  # bytes of the list of parts, which is read into memory
MOST_UNPACKED = 400_000_000  # bytes of all parts together
FREE = 20_000_000  # bytes that may come out of any archive, however small it is
MOST_TIMES = (
    100  # how many times larger it may become; the sheets of a large workbook become some 30 times larger
)
DEEPEST = 2  # a workbook within a document, and one within that
PIECE = 64 * 1024
TYPES = "[Content_Types].xml"
MOST_TYPES = 1_000_000  # bytes of that part

_MAIN = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
_MACRO_PARTS = re.compile(r"vbaproject|vbadata|(^|/)macrosheets/|(^|/)activex/", re.IGNORECASE)
_MACRO_TYPES = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN_ERRORS = (
    BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, struct.error, zlib.error, OSError,
)  # fmt: skip
_IN_OLE = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Ole10Native"))
_END = b"PK\x05\x06"  # of the list of parts
_LARGE = b"PK\x06\x07"  # another list, for archives of 4 GB

BROKEN = "文件已损坏，打不开 / the file is damaged"
BOMB = "文件展开后过大，不予接收 / it would become too large when opened"
MACROS = "文件含有宏或嵌入的程序，请去掉后另存 / it holds macros or programs: save it without them"
NAMES = "文件内部的名称有路径，不予接收 / parts of it have names that lead elsewhere"
PACKED = "不收压缩包，请解开后逐个上传 / archives are not taken: unpack it and send each file"
LOCKED = "文件有密码，请去掉密码后上传 / it has a password: take that off"


def kind_of_archive(file: BinaryIO | IO[bytes], depth: int = 0) -> str:
    """The kind of a document that is an archive inside, a key of ``files.kinds.KINDS``.

    Raises FileRefused for an archive that is no document, is broken, would unpack to too much, holds macros or
    programs, or has parts whose names lead elsewhere.
    """
    if depth > DEEPEST:
        raise FileRefused(BOMB)
    try:
        size = _refuse_large_directory(file)
        with ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_parts(parts, size)
            kind = _kind(archive, parts)
            for part in parts:
                _look_through(archive, part, depth)
    except BROKEN_ERRORS as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise  # the disk, and not a place before the beginning of the file
        raise FileRefused(BROKEN) from error
    return kind


def _refuse_large_directory(file: BinaryIO | IO[bytes]) -> int:
    """Judge the end of the archive as Python is going to read it; returns how many bytes the archive has."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = len(tail) - 22
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise FileRefused(BROKEN)
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    if tail[max(0, at - 20) : at].startswith(_LARGE) or count > MOST_PARTS or length > MOST_DIRECTORY:
        raise FileRefused(BOMB)
    return size


def _refuse_parts(parts: Sequence[ZipInfo], size: int) -> None:
    """Judge what the list of parts says of them."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(FREE, MOST_TIMES * size):
        raise FileRefused(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(LOCKED)
    names = [part.orig_filename for part in parts]
    if len({name.lower() for name in names}) < len(names) or any(map(_leads_elsewhere, names)):
        raise FileRefused(NAMES)
    if any(stat.S_ISLNK(part.external_attr >> 16) for part in parts):
        raise FileRefused(NAMES)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise FileRefused(BROKEN)
    if any(_MACRO_PARTS.search(name) for name in names):
        raise FileRefused(MACROS)


def _leads_elsewhere(name: str) -> bool:
    plain = name.isprintable() and "\\" not in name and ":" not in name and not name.startswith("/")
    return not plain or ".." in name.split("/")


def _kind(archive: ZipFile, parts: Sequence[ZipInfo]) -> str:
    known = {part.filename: part for part in parts}
    if TYPES not in known:
        if "OFD.xml" in known:
            return "ofd"
        raise FileRefused(PACKED)
    if known[TYPES].file_size > MOST_TYPES:
        raise FileRefused(BOMB)
    raw = archive.read(known[TYPES])
    if b"\0" in raw or b"<!" in raw.replace(b"<!--", b""):
        raise FileRefused(
            BROKEN
        )  # an encoding or declarations that no program writes here, to hide words from us
    types = html.unescape(raw.decode("utf-8", "replace"))
    if _MACRO_TYPES.search(types):
        raise FileRefused(MACROS)
    kind = next((kind for main, kind in _MAIN.items() if main in types), None)
    if kind is None:
        raise FileRefused(PACKED)
    return kind


def _look_through(archive: ZipFile, part: ZipInfo, depth: int) -> None:
    """Unpack a part to nowhere, and judge what is embedded in it."""
    pieces = _pieces(archive, part)
    head = next(pieces, b"")
    if head.startswith(_OLE):
        _look_for_programs(head, pieces)
    elif head.startswith(b"PK\x03\x04"):
        with TemporaryFile() as inner:
            inner.write(head)
            for piece in pieces:
                inner.write(piece)
            kind_of_archive(inner, depth + 1)
    for _ in pieces:  # to its end, where the sum of its bytes is checked
        pass


def _look_for_programs(head: bytes, pieces: Iterator[bytes]) -> None:
    """Refuse an embedded object of the old format that has macros, or a file of any kind packed into it."""
    before, piece = b"", head
    while piece:
        if any(word in before + piece for word in _IN_OLE):
            raise FileRefused(MACROS)
        before, piece = piece[-32:], next(pieces, b"")


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as source:
        while piece := source.read(PIECE):
            yield piece
