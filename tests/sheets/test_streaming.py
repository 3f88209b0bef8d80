"""Workbooks that are sent while they are written: what is read back, and that no row is waited for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from openpyxl import load_workbook

from sheets.streaming import AT_ONCE, Cell, workbook


def read_back(rows: list[list[Cell]]) -> list[list[Any]]:
    (sheet,) = load_workbook(BytesIO(b"".join(workbook(rows)))).worksheets
    assert sheet.freeze_panes == "A2"
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("第 1 号 <&>\" ' ", "第 1 号 <&>\" ' "),
        ("a\r\nb\tc", "a\r\nb\tc"),
        ("a\x00b\x0b\ufffe\ud800c", "abc"),
        ("=1+1", "=1+1"),
        ("", ""),
        (0, 0),
        (-12, -12),
        (date(2024, 2, 29), datetime(2024, 2, 29)),  # noqa: DTZ001
        (datetime(2020, 1, 6, 16, 0, 1, 999, UTC), datetime(2020, 1, 7, 0, 0, 1)),  # noqa: DTZ001
        (datetime(2020, 1, 6, tzinfo=timezone(timedelta(hours=8))), datetime(2020, 1, 6)),  # noqa: DTZ001
    ],
)
def test_cell_is_read_back_as_it_was(cell: Cell, value: object) -> None:
    """Moments on Shanghai's clock; what no workbook holds is left out."""
    assert read_back([["head", "more"], [cell, "behind"]]) == [["head", "more"], [value, "behind"]]


def test_text_is_no_formula() -> None:
    (sheet,) = load_workbook(BytesIO(b"".join(workbook([["=1+1"]])))).worksheets
    assert sheet["A1"].data_type == "s"


def test_empty_cells_keep_their_place_and_rows_their_order() -> None:
    rows: list[list[Cell]] = [[None, at, None, "x"] for at in range(AT_ONCE * 2 + 1)]
    assert read_back(rows) == rows


def test_workbook_begins_before_its_rows_are_there() -> None:
    """The first bytes go out before any row was read, and no more than some rows wait."""
    read: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for at in range(AT_ONCE * 10):
            read.append(at)
            yield [at]

    pieces = workbook(rows())
    assert next(pieces).startswith(b"PK")
    assert read == []
    next(pieces)
    assert len(read) == AT_ONCE


def test_whole_is_a_sound_archive() -> None:
    assert ZipFile(BytesIO(b"".join(workbook([])))).testzip() is None


def test_rows_that_fail_end_the_workbook() -> None:
    """What was sent until then is no workbook, so nobody takes it for the whole."""

    def rows() -> Iterator[list[Cell]]:
        yield ["one"]
        raise RuntimeError("gone")

    sent: list[bytes] = []
    with pytest.raises(RuntimeError, match="gone"):
        sent.extend(workbook(rows()))
    with pytest.raises(BadZipFile):
        ZipFile(BytesIO(b"".join(sent)))
