"""Files that are meant to do harm: refused, with memory bounded whatever they promise."""

import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from sheets.errors import NotReadable
from sheets.guarding import MOST_BYTES
from sheets.reading import read_file
from tests.sheets.books import FIRMS, HEAD, ROW, firms, part_of, saved, with_part

SHEET = "xl/worksheets/sheet1.xml"
MEMORY = 60_000_000


def refused(data: bytes) -> str:
    with pytest.raises(NotReadable) as told:
        read_file(FIRMS, data)
    return told.value.zh


def test_macros_are_refused() -> None:
    assert "含宏" in refused(with_part(firms(ROW), "xl/vbaProject.bin", b"x"))
    types = part_of(firms(ROW), "[Content_Types].xml").replace(
        b"sheet.main+xml", b"sheet.macroEnabled.main+xml"
    )
    assert "含宏" in refused(with_part(firms(ROW), "[Content_Types].xml", types))


def test_links_to_other_workbooks_are_refused() -> None:
    assert "链接到其他工作簿" in refused(with_part(firms(ROW), "xl/externalLinks/externalLink1.xml", b"<x/>"))


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
        b'<?xml version="1.0"?><!doctype a SYSTEM "file:///etc/passwd"><a/>',
        '<?xml version="1.0"?><!DOCTYPE a []><a/>'.encode("utf-16"),
        b" " * 65_530 + b"<!DOCTYPE a []>",
    ],
)
def test_declarations_of_entities_are_refused(content: bytes) -> None:
    assert "XML 声明" in refused(with_part(firms(ROW), "xl/sharedStrings.xml", content))


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "other.xml"])
def test_bomb_is_refused_within_bounded_memory(part: str) -> None:
    bomb = with_part(firms(ROW), part, b"<a>" + b"0" * 60_000_000)
    assert len(bomb) < MOST_BYTES
    tracemalloc.start()
    try:
        assert "过大" in refused(bomb)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_many_parts_are_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for at in range(600):
            packed.writestr(f"{at}.xml", b"")
    assert "过大" in refused(out.getvalue())


def test_cell_at_the_far_corner_costs_nothing() -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEAD[:2])
    sheet.append(ROW[:2])
    sheet.cell(1_048_576, 16_384).value = "x"
    tracemalloc.start()
    try:
        reading = read_file(FIRMS, saved(made))
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    assert len(reading.rows) == 1


def test_row_number_beyond_all_reason_ends() -> None:
    sheet = part_of(firms(ROW), SHEET).replace(b'<row r="2"', b'<row r="999999999999"')
    assert b"999999999999" in sheet
    read_file(FIRMS, with_part(firms(ROW), SHEET, sheet))


def test_what_is_promised_of_the_size_is_not_believed() -> None:
    sheet = part_of(firms(ROW), SHEET).replace(b'ref="A1:I2"', b'ref="A1:A1"')
    assert b'"A1:A1"' in sheet
    assert len(read_file(FIRMS, with_part(firms(ROW), SHEET, sheet)).rows) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"), (b"   \n", "空的"), (b"PK\x03\x04 nothing", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", "旧格式"),
        (b"\x89PNG\r\n\x1a\n\0\0", "不是 .xlsx"), (b"x" * (MOST_BYTES + 1), "超过"), (b"%PDF-1.7\nabc", "没有找到"),
        (b"a,b\n1,2\n", "没有找到"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_half_a_workbook_is_refused() -> None:
    data = firms(ROW)
    assert "已损坏" in refused(data[: len(data) // 2])


def test_garbage_inside_is_refused() -> None:
    assert "不能作为工作簿" in refused(with_part(firms(ROW), SHEET, b"<worksheet><sheetData><row r='x'"))


def test_zip_of_something_else_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("../../etc/passwd", "x")
    assert "已损坏" in refused(out.getvalue())
