"""Documents as PDF: measured and read back."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from papers.document import Annex, Column, Document, Head, Heading, Paragraph, Table, ordinal
from papers.errors import FontMissing, GlyphMissing
from papers.fonts import BODY, FOLDERS, HEI, Fonts, _found, find_fonts
from papers.pdf import pdf_of
from papers.word import docx_of
from tests.papers.reading import fonts_of, pages, pieces

Made = Callable[[Document], bytes]
LETTER = Document(
    "关于推荐申报对象的函", (Heading("一、名单"), Paragraph("甲集群。")), Head.LETTER, "", "省级主管部门",
    (Annex("汇总表", (Table((Column("序号", 1), Column("名称", 3)), (("1", "甲集群"),)),)),),
    ("甲市主管部门",), date(2025, 6, 20), "联系人：某",
)  # fmt: skip


def rows(count: int) -> Document:
    """A table of so many rows."""
    columns = (Column("序号", 1, centred=True), Column("申报对象名称", 4))
    return Document("汇总表", (Table(columns, tuple((str(n), f"对象{n}号") for n in range(1, count + 1))),))


def test_everything_a_document_says_is_text_in_it(made: Made) -> None:
    text = "".join(pages(made(LETTER)))
    for said in (
        "甲市主管部门",
        "关于推荐申报对象的函",
        "省级主管部门：",
        "一、名单",
        "附件：汇总表",
        "2025年6月20日",
        "联系人：某",
    ):
        assert said in text, said
    assert "〔" in text  # a blank for the number that nobody has given


def test_given_number_stands_in_the_place_of_the_blank(made: Made) -> None:
    text = "".join(pages(made(Document("函", (), Head.FILE, "甲发〔2025〕1号", issuers=("甲局",)))))
    assert "甲发〔2025〕1号" in text
    assert text.count("〔") == 1


def test_same_document_gives_the_same_bytes(made: Made, fonts: Fonts) -> None:
    assert made(LETTER) == pdf_of(LETTER, fonts)


def test_fonts_are_inside_as_subsets(made: Made) -> None:
    pdf = made(LETTER)
    assert {name[7:8] for name, _ in fonts_of(pdf)} == {"+"}
    assert all(embedded for _, embedded in fonts_of(pdf))
    assert len(pdf) < 200_000


def test_page_is_a4_with_22_lines_of_28_characters_within_its_margins(made: Made) -> None:
    pdf = made(Document("题", (Paragraph("字" * 28 * 60),)))
    page = PdfReader(BytesIO(pdf)).pages[1]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    lines = [each for each in pieces(pdf, 2) if each.size == 16]
    assert [len(each.text) for each in lines] == [28] * 22
    assert all(abs(each.x - 28) < 0.1 for each in lines)
    assert 37 < lines[0].y < 47.3
    assert 297 - 35 - 10.3 < lines[-1].y < 297 - 35
    assert lines[1].y - lines[0].y == pytest.approx(225 / 22, abs=0.02)


def test_number_of_the_page_is_outside_below_and_not_on_the_first_of_a_letter(made: Made) -> None:
    pdf = made(LETTER)
    plain = made(Document("题", (Paragraph("字" * 28 * 40),)))
    assert "— 1 —" not in pages(pdf)[0]
    (even,) = [each for each in pieces(pdf, 2) if "— 2 —" in each.text]
    (odd,) = [each for each in pieces(plain, 1) if "— 1 —" in each.text]
    assert even.x < 40
    assert odd.x > 150
    assert 297 - 35 + 7 < odd.y < 297 - 35 + 14


def test_head_of_a_letter_begins_30_mm_from_the_edge(made: Made) -> None:
    head = pieces(made(LETTER), 1)[0]
    assert head.text == "甲市主管部门"
    assert 30 < head.y < 30 + head.size * 25.4 / 72


def test_date_ends_four_characters_from_the_right_below_its_issuer(made: Made) -> None:
    found = pieces(made(LETTER), 1)
    (day,) = [each for each in found if each.text == "2025年6月20日"]
    issuer = [each for each in found if each.text == "甲市主管部门"][-1]
    assert issuer.y < day.y
    assert day.x < 28 + 156 - 4 * 156 / 28


@pytest.mark.parametrize("lines", [12, 13, pytest.param(14, marks=pytest.mark.long)])
def test_signature_stands_on_a_page_with_some_of_the_text(made: Made, lines: int) -> None:
    document = Document(
        "题",
        (Paragraph("字" * 28 * lines),),
        Head.LETTER,
        "",
        "某单位",
        issuers=("甲局",),
        day=date(2025, 6, 20),
    )
    with_date = next(text for text in pages(made(document)) if "2025年6月20日" in text)
    assert "字字字" in with_date


def test_table_of_300_rows_repeats_its_heading_and_loses_nothing(made: Made) -> None:
    found = pages(made(rows(300)))
    assert len(found) > 8
    assert all("申报对象名称" in text for text in found)
    text = "\n".join(found)
    assert all(f"对象{n}号" in text for n in range(1, 301))


@pytest.mark.long
def test_row_higher_than_a_page_goes_on_overleaf(made: Made) -> None:
    cell = "。".join(f"第{n}句" for n in range(800))
    found = pages(made(Document("表", (Table((Column("内容", 1),), ((cell,),)),))))
    assert len(found) > 1
    assert "".join(found).replace("\n", "").count("句") == 800


def test_long_names_stay_within_the_margins(made: Made) -> None:
    name = "某某省某某市某某区大数据与软件和信息技术服务产业高质量发展促进会" * 3
    document = Document(
        f"关于认定{name}的复函", (Paragraph(name),), Head.LETTER, "", name, (), (name,), date(2025, 1, 1)
    )
    for number in range(1, len(pages(made(document))) + 1):
        for each in pieces(made(document), number):
            assert each.x > 27
            assert each.x + 0.985 * len(each.text) * each.size * 25.4 / 72 < 210 - 25, each


def test_character_without_a_glyph_is_told_and_not_drawn_as_a_box(fonts: Fonts) -> None:
    with pytest.raises(GlyphMissing) as refused:
        pdf_of(Document("题\U0001fae8", (Paragraph("字\ue000"),)), fonts)
    assert refused.value.characters == ("\ue000", "\U0001fae8")
    assert "U+E000" in str(refused.value)


def test_font_that_lacks_a_character_is_helped_out_by_another(fonts: Fonts) -> None:
    own, other = fonts[BODY].covers(), fonts[HEI].covers()
    rare = sorted(each for each in other - own if 0x3400 <= each < 0xA000)
    if not rare:
        pytest.skip("the fonts of this machine write the same characters")
    assert chr(rare[0]) in "".join(pages(pdf_of(Document("题", (Paragraph(chr(rare[0])),)), fonts)))


def test_machine_without_a_font_is_told_which_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papers.fonts.FOLDERS", (tmp_path,))
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        find_fonts()


def test_font_in_the_folder_of_the_setting_comes_first(fonts: Fonts, tmp_path: Path) -> None:
    own = tmp_path / "fangsong" / "simfang.ttf"
    own.parent.mkdir()
    own.write_bytes(b"")
    assert find_fonts(tmp_path)[BODY].path == own
    assert find_fonts()[BODY].path != own
    assert FOLDERS
    _found.cache_clear()


def test_headings_are_numbered_as_the_standard_has_them() -> None:
    assert [ordinal(2, level) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]
    assert [ordinal(n) for n in (10, 11, 20, 35)] == ["十、", "十一、", "二十、", "三十五、"]


def test_breaks_of_lines_are_kept_and_what_cannot_be_printed_is_left_out(made: Made) -> None:
    hostile = "甲\r\n乙\t丙\x00\x0b\u202e丁\u2028\ud800"
    document = Document(
        "题\n目", (Paragraph(hostile), Table((Column("栏", 1),), ((hostile,),))), note="注\x07"
    )
    text = "".join(pages(made(document)))
    for said in ("题 目", "甲", "乙 丙丁", "（注）"):
        assert said in text
    assert docx_of(document)
