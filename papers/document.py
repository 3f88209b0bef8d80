"""One model of an official document (公文): what it says, apart from how it is set. Two renderers read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import category

__all__ = [
    "PHRASE", "Annex", "Block", "Column", "Document", "Head", "Heading", "Paragraph", "Table", "chinese_day",
    "ordinal", "plain", "printable", "texts",
]  # fmt: skip

PHRASE = "\u200b"  # in a title: where a line may end without parting what belongs together (7.3.1); it shows nothing
KEPT = ("\n", PHRASE)
NUMERALS = "零一二三四五六七八九十"


class Head(StrEnum):
    """How a document begins (GB/T 9704-2012)."""

    LETTER = "letter"  # 信函格式 (10.1): the issuer in red over a double line; the number at the right
    FILE = "file"  # 版头 (7.2): the issuer in red, the number in the middle, a line below
    NONE = "none"  # an announcement or a table: the title alone


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the text; ``level`` from 1: 黑体, 楷体, 仿宋, 仿宋. It bears its number already."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        """What cannot be printed is left out."""
        object.__setattr__(self, "text", _line(self.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its first line begins two characters in, unless it is ``flush``. Breaks of lines are kept."""

    text: str
    flush: bool = False

    def __post_init__(self) -> None:
        """What cannot be printed is left out."""
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, whether it is centred."""

    heading: str
    share: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whose heading is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """What cannot be printed is left out."""
        object.__setattr__(self, "rows", tuple(tuple(map(printable, row)) for row in self.rows))


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件), which begins on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document. ``number`` (发文字号) is left blank to be filled in where it is empty; nobody invents one.

    ``issuers`` sign it (发文机关署名), the first is named at the head; ``day`` is its date (成文日期), None where it
    bears neither. ``note`` (附注) stands below in brackets.
    """

    title: str
    blocks: tuple[Block, ...]
    head: Head = Head.NONE
    number: str = ""
    addressee: str = ""
    annexes: tuple[Annex, ...] = ()
    issuers: tuple[str, ...] = ()
    day: date | None = None
    note: str = ""
    landscape: bool = False

    def __post_init__(self) -> None:
        """What cannot be printed is left out."""
        for name in ("title", "number", "addressee", "note"):
            object.__setattr__(self, name, _line(getattr(self, name)))
        object.__setattr__(self, "issuers", tuple(map(_line, self.issuers)))


def chinese_day(day: date) -> str:
    """A day as documents write it, Arabic digits without zeros: 2025年6月20日 (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def ordinal(number: int, level: int = 1) -> str:
    """The number of a heading: 一、 （一） 1. （1） by its level (GB/T 9704-2012, 7.3.3); ``number`` from 1 to 99."""
    tens, ones = divmod(number, 10)
    chinese = NUMERALS[number] if number <= 10 else ("" if tens == 1 else NUMERALS[tens]) + "十"
    chinese += NUMERALS[ones] if number > 10 and ones else ""
    return {1: f"{chinese}、", 2: f"（{chinese}）", 3: f"{number}.", 4: f"（{number}）"}[level]


def texts(document: Document) -> Iterator[str]:
    """Everything that a document says, piece by piece."""
    yield from (plain(document.title), document.number, document.addressee, *document.issuers, document.note)
    yield from _said(document.blocks)
    for annex in document.annexes:
        yield plain(annex.title)
        yield from _said(annex.blocks)


def printable(text: str) -> str:
    """A text without control characters and invisible marks, but for the ends of its lines and PHRASE."""
    said = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        each for each in said if each in KEPT or category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )


def _line(text: str) -> str:
    return printable(text).replace("\n", " ").strip(" ")


def plain(title: str) -> str:
    """A title without its marks."""
    return title.replace(PHRASE, "")


def _said(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (column.heading for column in block.columns)
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.text
