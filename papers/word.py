"""A document as docx, for an office to finish: the fonts are named as the standard names them, and are not inside."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line

from papers import measures
from papers.document import Block, Document, Head, Heading, Paragraph, Table, chinese_day, plain
from papers.lines import phrased
from papers.measures import (
    BLANK_NUMBER,
    BOTTOM,
    LEFT,
    NUMBER_SIZE,
    RED,
    RIGHT,
    SIZE,
    TABLE_SIZE,
    TITLE_SIZE,
    TOP,
)  # fmt: skip
from papers.sheet import MADE, POINT

__all__ = ["docx_of"]

BODY, BOLD, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
HEADINGS = {1: HEI, 2: KAI, 3: BODY, 4: BODY}
LINE, CHARACTER = measures.LINE / POINT, measures.CHARACTER / POINT  # points


def docx_of(document: Document) -> bytes:
    """Write a document; the same document gives the same bytes."""
    setter = _Setter(document)
    setter.write()
    raw = BytesIO()
    setter.docx.save(raw)
    return _same_each_time(raw.getvalue())


class _Setter:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.docx = docx.Document()
        core = self.docx.core_properties
        core.title, core.author, core.last_modified_by, core.comments = plain(document.title), "", "", ""
        core.created = core.modified = MADE.replace(tzinfo=None)
        core.revision = 1
        core.language = "zh-CN"
        normal: Any = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = BODY, Pt(SIZE)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        normal.paragraph_format.space_after = Pt(0)
        closer = OxmlElement(
            "w:spacing"
        )  # 28 characters fill a line; a grid of characters would part figures too
        closer.set(qn("w:val"), str(round((CHARACTER - SIZE) * 20)))
        normal.element.rPr.append(closer)
        self._page()

    def _page(self) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        sides = (TOP, RIGHT, BOTTOM, LEFT)
        if self.document.landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            sides = (RIGHT, BOTTOM, LEFT, TOP)
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sides)
        section.footer_distance = Mm(sides[2] - 7 - 5)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(LINE * 20)))
        self.docx.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = self.document.head is Head.LETTER
        _numbered(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
        _numbered(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)

    def write(self) -> None:
        document = self.document
        self._head()
        self._title(document.title)
        self._line("")
        if document.addressee:
            self._line(document.addressee + "：")
        self._blocks(document.blocks)
        self._list_of_annexes()
        self._signature()
        if document.note:
            self._indented(f"（{document.note}）")
        for number, annex in enumerate(document.annexes, 1):
            first = self._line(f"附件{number if len(document.annexes) > 1 else ''}", HEI)
            first.paragraph_format.page_break_before = True
            self._line("")
            self._title(annex.title)
            self._line("")
            self._blocks(annex.blocks)

    def _head(self) -> None:
        document = self.document
        if document.head is Head.NONE or not document.issuers:
            return
        number = document.number or BLANK_NUMBER
        issuer = self._centred(document.issuers[0], BOLD, 36 if len(document.issuers[0]) <= 12 else 26, RED)
        if document.head is Head.LETTER:
            _ruled(issuer, "thickThinSmallGap")
            self._line(number).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            self._line("")
            below = self._line(number)
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _ruled(below, "single")
        self._line("")

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._indented(block.text, HEADINGS[block.level]).paragraph_format.keep_with_next = True
                case Paragraph():
                    for each in block.text.split("\n"):
                        self._line(each) if block.flush else self._indented(each)
                case Table():
                    self._table(block)

    def _list_of_annexes(self) -> None:
        names = [each.title for each in self.document.annexes]
        if names:
            self._line("")
        for number, name in enumerate(names, 1):
            mark = f"{number}." if len(names) > 1 else ""
            self._indented(("附件：" if number == 1 else "　　　") + mark + plain(name))

    def _signature(self) -> None:
        if self.document.day is None:
            return
        self._line("")
        self._line("")
        day = chinese_day(self.document.day)
        widest = max(map(len, (*self.document.issuers, day)))
        room = (
            min(widest + 4, 24) * CHARACTER
        )  # centred in a band at the right: the one is in the middle of the other
        for each in (*self.document.issuers, day):
            line = self._line(each)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.left_indent = Pt(max(0, 28 * CHARACTER - room - CHARACTER))
            line.paragraph_format.right_indent = Pt(CHARACTER)
            line.paragraph_format.keep_with_next = each != day

    def _table(self, table: Table) -> None:
        made = self.docx.add_table(rows=1, cols=len(table.columns))
        made.style = "Table Grid"
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        room = self._room()
        total = sum(each.share for each in table.columns)
        repeated = OxmlElement("w:tblHeader")
        made.rows[0]._tr.get_or_add_trPr().append(repeated)
        for drawn, column in zip(made.columns, table.columns, strict=True):
            drawn.width = Mm(room * column.share / total)
        rows = [[each.heading for each in table.columns], *table.rows]
        for number, row in enumerate(rows):
            cells = made.rows[0].cells if number == 0 else made.add_row().cells
            for column, cell, text in zip(table.columns, cells, row, strict=True):
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
                cell.width = Mm(room * column.share / total)
                line = cell.paragraphs[0]
                line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
                line.paragraph_format.line_spacing = Pt(TABLE_SIZE * 1.6)
                free = OxmlElement("w:snapToGrid")
                free.set(qn("w:val"), "0")
                properties: Any = line._p.get_or_add_pPr()
                properties.append(free)
                _write(line, text, HEI if number == 0 else BODY, TABLE_SIZE)
                if number == 0 or column.centred:
                    line.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _title(self, title: str) -> None:
        """In the lines that the PDF has, each a paragraph; every character is as wide as it is high."""
        for each in phrased(title, lambda text: len(text) * TITLE_SIZE, self._room() / POINT):
            self._centred(each, BOLD, TITLE_SIZE)

    def _room(self) -> float:
        """How wide the text is, in mm."""
        return 297 - TOP - BOTTOM if self.document.landscape else 210 - LEFT - RIGHT

    def _line(self, text: str, font: str = BODY, size: float = SIZE) -> Line:
        line = self.docx.add_paragraph()
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        line.paragraph_format.line_spacing = Pt(LINE)
        _write(line, text, font, size)
        return line

    def _indented(self, text: str, font: str = BODY) -> Line:
        line = self._line(text, font)
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        line.paragraph_format.first_line_indent = Pt(2 * CHARACTER)
        return line

    def _centred(self, text: str, font: str, size: float, colour: tuple[int, int, int] | None = None) -> Line:
        line = self.docx.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(line, text, font, size, colour)
        return line


def _write(line: Line, text: str, font: str, size: float, colour: tuple[int, int, int] | None = None) -> None:
    run = line.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    properties: Any = run._r.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), font)
    if colour:
        run.font.color.rgb = RGBColor(*colour)


def _ruled(line: Line, kind: str) -> None:
    """A red line below."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (
        ("val", kind),
        ("sz", "18"),
        ("space", "4"),
        ("color", f"{RED[0]:02X}{RED[1]:02X}{RED[2]:02X}"),
    ):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties: Any = line._p.get_or_add_pPr()
    properties.append(borders)


def _numbered(line: Line, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, 4号, one character in on the outer side."""
    line.alignment = side
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(SIZE)
    _write(line, "— ", SONG, NUMBER_SIZE)
    run = line.add_run()
    run.font.name, run.font.size = SONG, Pt(NUMBER_SIZE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    _write(line, " —", SONG, NUMBER_SIZE)


def _same_each_time(raw: bytes) -> bytes:
    """The same package with no moment in it: a zip file bears when each of its members was written."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(member, old.read(name))
    return out.getvalue()
