"""Documents as docx: read back."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Mm

from papers.document import Annex, Column, Document, Head, Heading, Paragraph, Table
from papers.word import docx_of

LETTER = Document(
    "关于推荐申报对象的函", (Heading("一、名单"), Paragraph("甲集群。"), Paragraph("填报单位：甲", flush=True)),
    Head.LETTER, "甲发〔2025〕1号", "省级主管部门",
    (Annex("汇总表", (Table((Column("序号", 1), Column("名称", 3)), (("1", "甲"),)),)),),
    ("甲市主管部门",), date(2025, 6, 20), "联系人：某",
)  # fmt: skip


def opened(document: Document) -> Any:
    """The document, read back."""
    return docx.Document(BytesIO(docx_of(document)))


def test_everything_a_document_says_is_in_it_in_order() -> None:
    said = [each.text for each in opened(LETTER).paragraphs if each.text]
    assert said == [
        "甲市主管部门", "甲发〔2025〕1号", "关于推荐申报对象的函", "省级主管部门：", "一、名单", "甲集群。",
        "填报单位：甲", "附件：汇总表", "甲市主管部门", "2025年6月20日", "（联系人：某）", "附件", "汇总表",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in opened(LETTER).tables[0].rows] == [
        ["序号", "名称"],
        ["1", "甲"],
    ]


def test_page_is_a4_with_the_margins_and_the_grid_of_the_standard() -> None:
    section = opened(LETTER).sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(each / Mm(1)) for each in sides] == [37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "580")


def test_fonts_are_those_that_the_standard_names() -> None:
    runs = [
        (run.text, run._r.rPr.rFonts.get(qn("w:eastAsia")))
        for line in opened(LETTER).paragraphs
        for run in line.runs
    ]
    fonts = dict(runs)
    assert fonts["关于推荐申报对象的函"] == "方正小标宋简体"
    assert fonts["一、名单"] == "黑体"
    assert fonts["甲集群。"] == "仿宋_GB2312"


def test_heading_of_a_table_is_repeated_and_numbers_of_pages_stand_outside() -> None:
    found = opened(LETTER)
    assert found.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    section = found.sections[0]
    assert section.different_first_page_header_footer
    assert "— " in section.footer.paragraphs[0].text
    assert section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment


def test_same_document_gives_the_same_bytes_and_no_moment() -> None:
    raw = docx_of(LETTER)
    assert raw == docx_of(LETTER)
    with zipfile.ZipFile(BytesIO(raw)) as package:
        assert {each.date_time for each in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_sheet_across_is_turned() -> None:
    section = opened(Document("表", (), landscape=True)).sections[0]
    assert section.page_width > section.page_height


def test_hostile_text_is_text() -> None:
    said = "<w:p>&amp;</w:p> =cmd|' /C calc'!A0"
    assert opened(Document("题", (Paragraph(said),))).paragraphs[-1].text == said
