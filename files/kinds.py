"""What a file is, by its content alone: the names and the types that browsers state prove nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from files.archives import kind_of_archive
from files.errors import FileRefused

__all__ = ["KINDS", "Kind", "kind_of"]

HEAD = 16  # bytes that tell one kind from another
TAIL = 2048  # the end of a PDF says that it is whole; signatures may stand after it


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: what it is called, its type for browsers, its endings, the usual one first."""

    id: str
    name: str
    media: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: Mapping[str, Kind] = {
    each.id: each
    for each in (
        Kind("pdf", "PDF", "application/pdf", (".pdf",)),
        Kind("ofd", "OFD", "application/ofd", (".ofd",)),
        Kind("docx", "Word", _OFFICE + "wordprocessingml.document", (".docx",)),
        Kind("xlsx", "Excel", _OFFICE + "spreadsheetml.sheet", (".xlsx",)),
        Kind("pptx", "PowerPoint", _OFFICE + "presentationml.presentation", (".pptx",)),
        Kind("jpg", "JPEG", "image/jpeg", (".jpg", ".jpeg")),
        Kind("png", "PNG", "image/png", (".png",)),
    )
}
TAKEN = "PDF、OFD、docx、xlsx、pptx、JPG、PNG"


def kind_of(file: BinaryIO) -> str:
    """The kind of a file, a key of ``KINDS``; raises FileRefused, which says why it is not taken."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise FileRefused("文件是空的 / the file is empty")
    for magic, found in _KNOWN:
        if head.startswith(magic):
            return found(file)
    for magic, why in _REFUSED:
        if head.startswith(magic):
            raise FileRefused(why)
    raise FileRefused(f"不是可接收的文件：请用 {TAKEN} / no file of a kind that is taken: {TAKEN}")


def _pdf(file: BinaryIO) -> str:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    if b"%%EOF" not in file.read():
        raise FileRefused("PDF 文件不完整，请重新导出 / the end of this PDF is missing, make it once more")
    return "pdf"


def _jpg(file: BinaryIO) -> str:
    return "jpg"


def _png(file: BinaryIO) -> str:
    return "png"


_KNOWN: tuple[tuple[bytes, Callable[[BinaryIO], str]], ...] = (
    (b"%PDF-", _pdf),
    (b"\xff\xd8\xff", _jpg),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", _png),
    (b"PK\x03\x04", kind_of_archive),
)
_PACKED = "不收压缩包，请解开后逐个上传 / archives are not taken: unpack it and send each file"
_PROGRAM = "不收程序 / programs are not taken"
_OLD = (
    "不收旧格式（doc、xls、ppt、wps、et、dps）和加密的文件，请另存为 docx、xlsx、pptx 或 PDF"
    " / files of the old formats, or with a password, are not taken: save as docx, xlsx, pptx or PDF"
)
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        _OLD,
    ),
    (b"PK", _PACKED),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x1f\x8b", _PACKED),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"#!", _PROGRAM),
)
