"""PDFs read back: what stands where, in which font."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader

# pypdf does not read the character map inside a font with CFF outlines, and takes each first byte for a character.
HALF = "\x00"

__all__ = ["Piece", "fonts_of", "pages", "pieces"]

POINT = 25.4 / 72


@dataclass(frozen=True)
class Piece:
    """A piece of text: where it begins (mm from the left, its baseline from above), its size in points."""

    text: str
    x: float
    y: float
    size: float


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text().replace(HALF, "") for page in PdfReader(BytesIO(pdf)).pages]


def pieces(pdf: bytes, number: int) -> list[Piece]:
    """What is written on a page, from 1, in the order it was written."""
    page = PdfReader(BytesIO(pdf)).pages[number - 1]
    high = float(page.mediabox.height)
    found: list[Piece] = []

    def visit(text: str, _: Any, matrix: list[float], font: Any, size: float) -> None:
        text = text.replace(HALF, "").strip("\n")
        if text.strip():
            found.append(Piece(text, matrix[4] * POINT, (high - matrix[5]) * POINT, size))

    page.extract_text(visitor_text=visit)
    return found


def fonts_of(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Each font of the file, and whether its outlines are inside."""
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inside = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            yield inside["/FontName"], "/FontFile3" in inside or "/FontFile2" in inside
