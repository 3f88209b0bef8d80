"""Files of every kind that is taken, small and made here; and what hostile people make of them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MAIN = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
}


def png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def archive(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def types(kind: str, more: str = "") -> bytes:
    """The list of types of an office document."""
    part, main = MAIN[kind]
    return f'<?xml version="1.0"?><Types><Override PartName="/{part}" ContentType="{main}"/>{more}</Types>'.encode()


def office(kind: str, more: Mapping[str, bytes] | None = None, more_types: str = "") -> bytes:
    """A docx, xlsx or pptx, with further parts."""
    parts = {"[Content_Types].xml": types(kind, more_types), MAIN[kind][0]: b"<document/>", **(more or {})}
    return archive(parts)


def ofd() -> bytes:
    """An OFD."""
    return archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


TAKEN = {
    "pdf": PDF, "jpg": JPG, "png": png(), "docx": office("docx"), "xlsx": office("xlsx"), "pptx": office("pptx"),
    "ofd": ofd(),
}  # fmt: skip
