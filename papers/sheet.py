"""A PDF being written: pages in millimetres, real text in embedded subsets of fonts, the same bytes each time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Self

from fpdf import FPDF
from fpdf.fonts import TTFFont

from papers.fonts import Font, Fonts

__all__ = ["POINT", "Sheet"]

POINT = 25.4 / 72  # mm
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # a day that says nothing: the file says the same whenever it is made
ASCENT = 0.88  # of the em: where the baseline lies in the square of a Chinese character


@dataclass
class Sheet:
    """Pages of A4. Positions are in mm from the upper left corner, sizes of text in points."""

    fonts: Fonts
    texts: Iterable[str]
    title: str
    landscape: bool = False
    pdf: FPDF = field(init=False)
    _names: dict[Font, str] = field(default_factory=dict)
    _characters: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Begin without a page; raises GlyphMissing where a character of the texts can be written by no font."""
        said = (*self.texts, self.title, "0123456789—附件：()（）、 ")
        self.fonts.require(said)
        self._characters = frozenset(ord(each) for text in said for each in text)
        self.pdf = FPDF("L" if self.landscape else "P", "mm", "A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_creation_date(MADE)
        self.pdf.set_title(self.title)
        self.pdf.set_lang("zh-CN")
        self.pdf.set_producer("shenbao")

    def __enter__(self) -> Self:
        """Fonts are open from here on."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close them, whatever became of the file."""
        for each in self.pdf.fonts.values():
            if isinstance(each, TTFFont):
                each.ttfont.close()

    def add_page(self) -> None:
        """Begin a page."""
        self.pdf.add_page()

    def runs(self, text: str, kind: str) -> Iterable[tuple[Font, str]]:
        """A text in pieces, each with the font that writes it; it is part of what was announced at the beginning."""
        unknown = sorted({each for each in text if ord(each) not in self._characters})
        assert not unknown, f"not announced: {unknown}"
        own = self.fonts[kind]
        return (
            (font, "".join(run))
            for font, run in groupby(text, lambda each: self.fonts.writing(kind, each) or own)
        )

    def width(self, text: str, kind: str, size: float) -> float:
        """How wide a text is, in mm."""
        wide = 0.0
        for font, run in self.runs(text, kind):
            self._use(font, size)
            wide += self.pdf.get_string_width(run)
        return wide

    def put(self, x: float, top: float, text: str, kind: str, size: float, *, space: float = 0) -> float:
        """Write a line whose characters' upper edge is at ``top``; ``space`` mm are put behind each character.

        Returns where it ends.
        """
        for font, run in self.runs(text, kind):
            self._use(font, size)
            self.pdf.set_char_spacing(space / POINT)
            self.pdf.text(x, top + ASCENT * size * POINT, run)
            self.pdf.set_char_spacing(0)
            x += self.pdf.get_string_width(run) + space * len(run)
        return x

    def colour(self, red: int, green: int, blue: int) -> None:
        """The colour of what is written and drawn from here on."""
        self.pdf.set_text_color(red, green, blue)
        self.pdf.set_draw_color(red, green, blue)
        self.pdf.set_fill_color(red, green, blue)

    def line(self, x: float, y: float, to_x: float, to_y: float, *, thick: float) -> None:
        """Draw a line, ``thick`` mm thick."""
        self.pdf.set_line_width(thick)
        self.pdf.line(x, y, to_x, to_y)

    def bytes(self) -> bytes:
        """The whole file."""
        return bytes(self.pdf.output())

    def _use(self, font: Font, size: float) -> None:
        name = self._names.get(font)
        if name is None:
            name = self._names[font] = f"f{len(self._names)}"
            self.pdf.add_font(
                name,
                fname=font.path,
                collection_font_number=font.face,
                unicode_range=sorted(self._characters),
            )
        self.pdf.set_font(name, size=size)
