"""The template of a table as a workbook: its heading, what is there, and a sheet that says how to fill it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sheets.cells import put
from sheets.checking import Rows
from sheets.shape import MOST_ROWS, Cell, Line, Shape

__all__ = ["template"]

HOW = "填表说明"
SPARE = 200  # rows below those that are there, ready to be filled in
_KINDS = {
    "text": "文字", "number": "数字", "whole": "整数", "percent": "百分比，35% 写 35", "date": "日期，如 2024-03-01",
    "yes_no": "是或否", "choice": "从列表中选择",
}  # fmt: skip
_HEAD = PatternFill("solid", fgColor="E8EDF3")
_LINE = Side("thin", color="9AA5B1")
_EDGE = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_TOP = Alignment(wrap_text=True, vertical="top")
_LEVELS = "一二三四五六"


def template(shape: Shape, rows: Rows = (), as_of: str = "") -> bytes:
    """Write the workbook of a table with the rows that are there (texts as they were given); returns its bytes."""
    book = Workbook()
    sheet, how = book.active, book.create_sheet(HOW)
    assert sheet is not None
    sheet.title = _tab(shape.title)
    labels = max((len(line.path) for line in shape.lines), default=1)
    _head(sheet, shape, labels, as_of)
    write = _fixed if shape.lines else _open
    write(sheet, shape, rows, labels)
    _explain(how, shape)
    _lists(sheet, how, shape, labels)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _tab(title: str) -> str:
    return "".join(each for each in title if each not in "[]:*?/\\'")[:31] or "表"


def _top(shape: Shape) -> int:
    """The line of the heading."""
    return 3 if shape.as_of else 2


def _named(name: str, cell: Cell, *, needed: bool) -> str:
    unit = f"（{cell.unit}）" if cell.unit else ""
    return f"{name}{unit}{'*' if needed else ''}"


def _head(sheet: Any, shape: Shape, labels: int, as_of: str) -> None:
    width = labels + len(shape.columns)
    put(sheet.cell(1, 1), shape.title)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    if shape.as_of:
        put(sheet.cell(2, 1), "数据统计截至：")
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=2)
        _fill(sheet.cell(2, 3), Cell("date"), as_of)
    top = _top(shape)
    first = [f"{_LEVELS[at]}级指标" for at in range(labels)] if shape.lines else ["序号"]
    own = [
        each.name if shape.lines else _named(each.name, each.cell, needed=each.key or each.cell.required)
        for each in shape.columns
    ]
    for at, name in enumerate((*first, *own), 1):
        cell = sheet.cell(top, at)
        put(cell, name)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), _HEAD, _EDGE, _WRAPPED
        wide = 6 if name == "序号" else max(12, min(36, 2 * len(name) + 2))
        sheet.column_dimensions[get_column_letter(at)].width = 28 if shape.lines and at == labels else wide
    sheet.freeze_panes = sheet.cell(top + 1, labels + 1 if shape.lines else 1)


def _open(sheet: Any, shape: Shape, rows: Rows, labels: int) -> None:
    for at, row in enumerate(rows, 1):
        sheet.cell(_top(shape) + at, 1).value = at
        for place, column in enumerate(shape.columns, labels + 1):
            _fill(sheet.cell(_top(shape) + at, place), column.cell, row.get(column.id, ""))


def _fixed(sheet: Any, shape: Shape, rows: Rows, labels: int) -> None:
    top = _top(shape)
    for at, line in enumerate(shape.lines):
        number = top + 1 + at
        names = [*line.under, _named(line.name, line.cell, needed=line.cell.required)]
        for place, name in enumerate(names, 1):
            put(sheet.cell(number, place), name)
        for place in range(1, labels + 1):
            sheet.cell(number, place).border, sheet.cell(number, place).alignment = _EDGE, _TOP
        if len(names) < labels:
            sheet.merge_cells(start_row=number, start_column=len(names), end_row=number, end_column=labels)
        for place, column in enumerate(shape.columns, labels + 1):
            given = rows[at].get(column.id, "") if at < len(rows) else ""
            _fill(sheet.cell(number, place), line.cell, given)
    for place, first, last in _same(shape.lines, labels):
        sheet.merge_cells(
            start_row=top + 1 + first, start_column=place, end_row=top + 1 + last, end_column=place
        )


def _same(lines: tuple[Line, ...], labels: int) -> Iterator[tuple[int, int, int]]:
    """Labels that several rows below each other stand under: the column, the first row and the last."""
    for depth in range(labels - 1):
        first = 0
        for at in range(1, len(lines) + 1):
            here = lines[at].under[: depth + 1] if at < len(lines) else None
            if here != lines[first].under[: depth + 1]:
                if at - first > 1 and len(lines[first].under) > depth:
                    yield depth + 1, first, at - 1
                first = at


def _fill(cell: Any, kind: Cell, text: str) -> None:
    """Put a value into its cell as what it is; what cannot be read as such stays the text it was."""
    cell.border, cell.alignment = _EDGE, _TOP
    if kind.kind == "date":
        cell.number_format = "yyyy-mm-dd"
    if not text:
        return
    try:
        if kind.kind == "date":
            cell.value = date.fromisoformat(text)
            return
        if kind.kind in ("number", "whole", "percent") and len(Decimal(text).as_tuple().digits) <= 15:
            number = Decimal(text)
            cell.value = int(number) if number == number.to_integral_value() else float(number)
            return
    except (ValueError, ArithmeticError):
        pass
    put(cell, text)


def _explain(how: Any, shape: Shape) -> None:
    head = ("栏目", "填什么", "单位", "必填", "范围或选项")
    for place, name in enumerate(head, 1):
        put(how.cell(1, place), name)
        how.cell(1, place).font = Font(bold=True)
        how.column_dimensions[get_column_letter(place)].width = (36, 22, 10, 8, 60)[place - 1]
    for at, (name, cell, needed) in enumerate(_parts(shape), 2):
        limits = [
            f"≥ {cell.least}" if cell.least is not None else "",
            f"≤ {cell.most}" if cell.most is not None else "",
        ]
        said = "、".join(cell.choices) or "，".join(filter(None, limits))
        for place, text in enumerate((name, _KINDS[cell.kind], cell.unit, "是" if needed else "", said), 1):
            put(how.cell(at, place), text)
            how.cell(at, place).alignment = _TOP
    rules = (
        "带 * 的必填。可以增加行，不要改列名。金额可写万元或亿元并注明单位，导入时换算。",
        "请勿使用宏、外部链接和密码。公式请先计算并保存。合计行可有可无，有则与各行之和核对。",
        f"至多{MOST_ROWS}行。",
    )
    for at, text in enumerate(rules, len(list(_parts(shape))) + 3):
        put(how.cell(at, 1), text)


def _parts(shape: Shape) -> Iterator[tuple[str, Cell, bool]]:
    for line in shape.lines:
        yield "·".join(line.path), line.cell, line.cell.required
    for column in () if shape.lines else shape.columns:
        yield column.name, column.cell, column.key or column.cell.required


def _lists(sheet: Any, how: Any, shape: Shape, labels: int) -> None:
    """Let the spreadsheet offer choices and refuse what is no number or day."""
    top, last = _top(shape) + 1, _top(shape) + max(SPARE, MOST_ROWS)
    spare = 8  # columns of the second sheet that hold the choices
    for at, (where, cell) in enumerate(_places(shape, labels, top, last)):
        choices = cell.choices or (("是", "否") if cell.kind == "yes_no" else ())
        if choices:
            letter = get_column_letter(spare + at)
            for line, choice in enumerate(choices, 1):
                put(how.cell(line, spare + at), choice)
            rule = DataValidation(
                "list", formula1=f"'{HOW}'!${letter}$1:${letter}${len(choices)}", allow_blank=True
            )
            rule.errorTitle, rule.error = "请从列表中选择", "请从列表中选择"
            sheet.add_data_validation(rule)
            rule.add(where)


def _places(shape: Shape, labels: int, top: int, last: int) -> Iterator[tuple[str, Cell]]:
    """The areas of the sheet with what their cells hold."""
    if shape.lines:
        ends = get_column_letter(labels + 1), get_column_letter(labels + len(shape.columns))
        for at, line in enumerate(shape.lines):
            yield f"{ends[0]}{top + at}:{ends[1]}{top + at}", line.cell
    else:
        for at, column in enumerate(shape.columns, labels + 1):
            letter = get_column_letter(at)
            yield f"{letter}{top}:{letter}{last}", column.cell
