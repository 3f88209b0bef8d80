"""A document as PDF, set as GB/T 9704-2012 asks: A4, 22 lines of 28 characters, the page's number below."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from papers.document import (
    Annex,
    Block,
    Document,
    Head,
    Heading,
    Paragraph,
    Table,
    chinese_day,
    plain,
    texts,
)
from papers.fonts import BODY, BOLD, HEI, KAI, Fonts
from papers.lines import broken, phrased
from papers.measures import (
    BLANK_NUMBER,
    BOTTOM,
    CHARACTER,
    LEFT,
    LINE,
    NUMBER_SIZE,
    RED,
    RIGHT,
    SIZE,
    TITLE_SIZE,
    TOP,
)  # fmt: skip
from papers.rows import Rows
from papers.sheet import POINT, Sheet

__all__ = ["pdf_of"]

TITLE_LINE = 12.5  # mm
ISSUER_SIZES = (36.0, 32.0, 28.0, 24.0, 20.0, 16.0)  # whichever fits on one line
BLACK = (0, 0, 0)
SPACE = CHARACTER - SIZE * POINT  # mm behind each character, so that 28 fill a line
HEADINGS = {1: HEI, 2: KAI, 3: BODY, 4: BODY}
LETTER_LINES = 170.0  # mm: how long the red lines of a letter are (10.1)


def pdf_of(document: Document, fonts: Fonts) -> bytes:
    """Write a document; the same document with the same fonts gives the same bytes.

    Raises GlyphMissing where the fonts lack a character.
    """
    said = [*texts(document), BLANK_NUMBER]
    said += [chinese_day(document.day)] if document.day else []
    with Sheet(fonts, said, plain(document.title), document.landscape) as sheet:
        _Setter(sheet, document).write()
        return sheet.bytes()


@dataclass
class _Setter:
    sheet: Sheet
    document: Document
    y: float = 0.0
    page: int = 0

    def __post_init__(self) -> None:
        wide, high = (297.0, 210.0) if self.document.landscape else (210.0, 297.0)
        self.wide, self.high = wide, high
        # Turned, the binding edge is above (section 8): the margins turn with the page.
        self.left, self.right, self.top, self.bottom = (
            (TOP, BOTTOM, RIGHT, LEFT) if self.document.landscape else (LEFT, RIGHT, TOP, BOTTOM)
        )
        self.room = wide - self.left - self.right
        self.end = high - self.bottom

    def write(self) -> None:
        self._turn()
        self._head()
        self._title(self.document.title)
        if self.document.addressee:
            self._skip(1)
            self._paragraph(self.document.addressee + "：", BODY, indent=0)
        elif self.document.blocks:
            self._skip(1)
        self._blocks(self.document.blocks, self._tail())
        self._list_of_annexes()
        self._signature()
        if self.document.note:
            self._paragraph(f"（{self.document.note}）", BODY, indent=2)
        for number, annex in enumerate(self.document.annexes, 1):
            self._annex(annex, number if len(self.document.annexes) > 1 else 0)

    # Pages

    def _turn(self) -> None:
        """Begin a page. The first one of a letter bears no number (10.1)."""
        self.page += 1
        self.sheet.add_page()
        self.y = self.top
        if self.page == 1 and self.document.head is Head.LETTER:
            return
        text = f"— {self.page} —"
        wide = self.sheet.width(text, BODY, NUMBER_SIZE)
        aside = CHARACTER  # 7.5: one character in, on the outer side
        x = self.left + self.room - aside - wide if self.page % 2 else self.left + aside
        self.sheet.put(x, self.end + 7, text, BODY, NUMBER_SIZE)

    def _skip(self, lines: float) -> None:
        self.y += lines * LINE

    def _need(self, height: float) -> None:
        if self.y + height > self.end + 0.01:
            self._turn()

    # The head

    def _head(self) -> None:
        if self.document.head is Head.NONE or not self.document.issuers:
            return
        issuer = self.document.issuers[0]
        size = next(
            (size for size in ISSUER_SIZES if self.sheet.width(issuer, BOLD, size) <= self.room),
            ISSUER_SIZES[-1],
        )
        lines = broken(issuer, lambda text: self.sheet.width(text, BOLD, size), self.room)
        self.sheet.colour(*RED)
        # The upper edge: 30 mm from the page's in a letter (10.1), else 35 mm below the text's (7.2.4).
        at = 30.0 if self.document.head is Head.LETTER else self.top + 35.0 - 10.0
        for each in lines:
            self._centred(at, each, BOLD, size)
            at += size * POINT * 1.2
        if self.document.head is Head.LETTER:
            self._letter_lines(at)
        else:
            self._file_line(at)

    def _letter_lines(self, at: float) -> None:
        """A double red line 4 mm below the issuer, another 20 mm above the page's edge; the number below the first."""
        x = (self.wide - LETTER_LINES) / 2
        above, below = at + 2.5, self.high - 20.0
        for y, thick in ((above, 0.9), (above + 1.3, 0.3), (below - 1.3, 0.3), (below, 0.9)):
            self.sheet.line(x, y, x + LETTER_LINES, y, thick=thick)
        self.sheet.colour(*BLACK)
        number = self.document.number or BLANK_NUMBER
        wide = self._natural(number)
        top = above + 1.3 + SIZE * POINT * 7 / 8
        self._spaced(self.left + self.room - wide, top, number)
        self.y = top + SIZE * POINT + 2 * LINE - 3

    def _file_line(self, at: float) -> None:
        """The number two lines below the issuer, in the middle; a red line 4 mm below it (7.2.5, 7.2.7)."""
        self.sheet.colour(*BLACK)
        number = self.document.number or BLANK_NUMBER
        top = at + LINE
        self._spaced(self.left + (self.room - self._natural(number)) / 2, top, number)
        self.sheet.colour(*RED)
        y = top + SIZE * POINT + 4
        self.sheet.line(self.left, y, self.left + self.room, y, thick=0.7)
        self.sheet.colour(*BLACK)
        self.y = y + 2 * LINE - 2

    # Text

    def _title(self, title: str) -> None:
        """In the middle, 2号 (7.3.1)."""
        for each in phrased(title, partial(self.sheet.width, kind=BOLD, size=TITLE_SIZE), self.room):
            self._need(TITLE_LINE)
            self._centred(self.y + (TITLE_LINE - TITLE_SIZE * POINT) / 2, each, BOLD, TITLE_SIZE)
            self.y += TITLE_LINE

    def _tail(self) -> float:
        """How high what stands below the text is: some of the text goes with it onto a page (7.3.5.5)."""
        annexes = len(self.document.annexes)
        lines = (annexes + 1 if annexes else 0) + (len(self.document.issuers) + 3 if self.document.day else 0)
        return lines * LINE

    def _blocks(self, blocks: Sequence[Block], tail: float = 0) -> None:
        for number, block in enumerate(blocks, 1):
            below = tail if number == len(blocks) else 0
            match block:
                case Heading():
                    self._need(2 * LINE)  # never the last line of a page
                    self._paragraph(block.text, HEADINGS[block.level], indent=2)
                case Paragraph():
                    self._paragraph(block.text, BODY, indent=0 if block.flush else 2, below=below)
                case Table():
                    self._skip(0.3)
                    rows = Rows(self.sheet, block, self.left, self.room, self.top, self.end, self._turn)
                    self.y = rows.write(self.y)
                    self._skip(0.3)

    def _natural(self, text: str, kind: str = BODY) -> float:
        return self.sheet.width(text, kind, SIZE) + SPACE * len(text)

    def _spaced(self, x: float, top: float, text: str, kind: str = BODY, extra: float = 0) -> None:
        self.sheet.put(x, top, text, kind, SIZE, space=SPACE + extra)

    def _centred(self, top: float, text: str, kind: str, size: float) -> None:
        x = self.left + (self.room - self.sheet.width(text, kind, size)) / 2
        self.sheet.put(x, top, text, kind, size)

    def _paragraph(self, text: str, kind: str, *, indent: int, hanging: float = 0, below: float = 0) -> None:
        """A paragraph whose first line is ``indent`` characters in, the others ``hanging`` mm; lines are filled out.

        ``below`` is how high that is what its last two lines must not be parted from.
        """
        room = self.room - hanging
        first = self.room - indent * CHARACTER
        lines = broken(text, lambda part: self._natural(part, kind), room, first)
        for number, each in enumerate(lines):
            left = len(lines) - number
            self._need(left * LINE + below if below and left == min(2, len(lines)) else LINE)
            x = self.left + (hanging if number else indent * CHARACTER)
            short = (room if number else first) - self._natural(each, kind)
            last = number == len(lines) - 1
            extra = 0.0 if last or len(each) < 2 else min(short / (len(each) - 1), CHARACTER / 4)
            self._spaced(x, self.y + (LINE - SIZE * POINT) / 2, each, kind, extra)
            self.y += LINE

    # What stands below the text

    def _list_of_annexes(self) -> None:
        """附件说明, a line below the text (7.3.4)."""
        names = [each.title for each in self.document.annexes]
        if not names:
            return
        self._skip(1)
        head = "附件："
        for number, name in enumerate(names, 1):
            mark = f"{number}." if len(names) > 1 else ""
            before = head if number == 1 else "　" * len(head)
            hanging = 2 * CHARACTER + self._natural(head + mark)
            self._paragraph(before + mark + plain(name), BODY, indent=2, hanging=hanging)

    def _signature(self) -> None:
        """署名 above 成文日期, in the middle of it; the date ends four characters in from the right (7.3.5.1)."""
        if self.document.day is None:
            return
        day = chinese_day(self.document.day)
        room = self.room - 2 * CHARACTER
        issuers = [line for each in self.document.issuers for line in broken(each, self._natural, room)]
        widest = max((self._natural(each) for each in issuers), default=0)
        wide = self._natural(day)
        middle = self.left + self.room - 4 * CHARACTER - wide / 2
        middle = min(middle, self.left + self.room - CHARACTER - widest / 2)
        self._skip(2)
        self._need(LINE * (len(issuers) + 1))
        for each in (*issuers, day):
            x = max(self.left, middle - self._natural(each) / 2)
            self._spaced(x, self.y + (LINE - SIZE * POINT) / 2, each)
            self.y += LINE

    def _annex(self, annex: Annex, number: int) -> None:
        """On a page of its own: 附件 in 黑体 above, its title two lines below (7.3.7)."""
        self._turn()
        self._spaced(self.left, self.y + (LINE - SIZE * POINT) / 2, f"附件{number or ''}", HEI)
        self._skip(2)
        self._title(annex.title)
        self._skip(0.5)
        self._blocks(annex.blocks)
