"""Workbooks as people send them, made for tests; and the two tables they are read as."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from sheets.shape import Cell, Column, Line, Shape
from statemachines.definition.units import factor

ZERO = Decimal(0)
FIRMS = Shape(
    "重点企业汇总表",
    (
        Column("name", "企业名称", Cell(), key=True),
        Column("revenue", "营业总收入", Cell("number", "万元", required=True, least=ZERO)),
        Column("profit", "利润总额", Cell("number", "万元")),
        Column("net", "净利润", Cell("number", "万元")),
        Column("share", "占比", Cell("percent", "%", least=ZERO, most=Decimal(100))),
        Column("staff", "从业人数", Cell("whole", "人", least=ZERO)),
        Column("founded", "成立日期", Cell("date")),
        Column("listed", "是否上市", Cell("yes_no")),
        Column("layer", "产业层次", Cell("choice", choices=("核心产业", "关联产业", "融合应用产业"))),
    ),
    factor,
)
HEAD = (
    "企业名称", "营业总收入（万元）", "利润总额（万元）", "净利润（万元）", "占比（%）", "从业人数（人）", "成立日期",
    "是否上市", "产业层次",
)  # fmt: skip
ROW = ("甲公司", 1200, 30, 20, 35, 12, "2015-03-01", "是", "核心产业")
YEARS = Shape(
    "发展总体情况表",
    (Column("y2020", "2020年"), Column("y2021", "2021年"), Column("y2022", "2022年")),
    factor,
    (
        Line(
            "income",
            "绝对值",
            Cell("number", "万元", required=True, least=ZERO),
            ("行业指标", "主营业务收入"),
        ),
        Line("growth", "增长率", Cell("percent", "%"), ("行业指标", "主营业务收入")),
        Line("jobs", "绝对值", Cell("whole", "个", required=True), ("就业指标", "就业人数")),
        Line("reserve", "专利、标准、创新平台", Cell(), ("创新指标", "技术储备")),
    ),
)


def book(*sheets: tuple[str, Iterable[Sequence[Any]]], merges: Sequence[str] = ()) -> bytes:
    """A workbook of sheets with these rows, of the first of which these areas are merged."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for area in merges:
        made.worksheets[0].merge_cells(area)
    return saved(made)


def saved(made: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def firms(*rows: Sequence[Any], head: Sequence[Any] = HEAD) -> bytes:
    """A workbook with one sheet of the table of enterprises."""
    return book(("重点企业", [head, *rows]))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one part added, or put in the place of the one of that name."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    """One part of a workbook."""
    with ZipFile(BytesIO(data)) as old:
        return old.read(name)
