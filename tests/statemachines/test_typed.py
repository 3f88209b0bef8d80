"""Numbers and days as people type them."""

import pytest

from statemachines.typed import typed_day, typed_number


@pytest.mark.parametrize(
    ("text", "unit", "read"),
    [
        ("１２", "家", "12"), ("12 家", "家", "12"), ("20,000", "万元", "20000"), ("２０，０００", "", "20000"),
        ("1.2亿元", "万元", "12000"), ("1.2亿", "万元", "12000"), ("3500万", "万元", "3500"),
        ("5000万元", "亿元", "0.5"),
        ("2万平方米", "平方米", "20000"), ("1 234.50", "", "1234.50"), ("15%", "%", "15"), ("0", "家", "0"),
        (".5", "亿元", ".5"), ("-3", "家", "-3"), ("", "家", ""),
    ],
)  # fmt: skip
def test_number_is_read_in_the_unit_asked_for(text: str, unit: str, read: str) -> None:
    found = typed_number(text, unit)
    assert found == read or float(found) == float(read)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("许多", "家"),
        ("3头", "家"),
        ("5元", "平方米"),
        ("1,2", ""),
        ("1.2.3", ""),
        ("1e5", "家"),
        ("10到20", "家"),
        ("1/2", ""),
    ],
)
def test_what_is_no_such_number_stays_as_it_was_typed(text: str, unit: str) -> None:
    assert typed_number(text, unit) == text


@pytest.mark.parametrize(
    "text",
    [
        "2025年6月20日",
        "2025-06-20",
        "2025/6/20",
        "2025.6.20",
        "20250620",
        "２０２５年６月２０日",
        " 2025 年 6 月 20 日 ",
    ],
)
def test_day_is_read(text: str) -> None:
    assert typed_day(text) == "2025-06-20"


@pytest.mark.parametrize("text", ["2025年2月30日", "六月二十日", "20-06-2025", "", "2025-13-01"])
def test_what_is_no_day_stays(text: str) -> None:
    assert typed_day(text) == text
