"""What stands below a heading, whatever the table: the rows found, and how a cell is taken out of its sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sheets.headings import Heading
from sheets.opening import Grid, Raw
from sheets.shape import Cell, Shape
from sheets.values import Wrong, plain, read, written

__all__ = [
    "NOTE", "Body", "Remark", "Spoiled", "are_shares", "as_of", "number_of", "scale_of", "text_of", "unit_above",
]  # fmt: skip

NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填表人|填报人|单位负责人|审核人|联系人|联系电话|填报单位|填报日期|以上数据)(?:[:：\d(]|统计|截至|截止|$)"
)
_AS_OF = re.compile(
    r"截[至止](?:到|于|日|日期|时间)?[:：]?\s*(\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?)?"
)
_BROKEN = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)")
_NO_RESULT = (
    "公式没有计算结果，请在 Excel 或 WPS 中打开并保存，或粘贴为数值",
    "a formula without a result; open and save it in a spreadsheet, or paste values",
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault or remark about a place of the sheet; ``column`` counts from 0."""

    line: int
    column: int | None
    name: str
    zh: str
    en: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A cell of which a remark has told already why it is empty."""

    row: int
    id: str


@dataclass
class Body:
    """The rows as texts, the line each stands in (0 where it is missing), and what there is to tell."""

    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    as_of: str = ""
    remarks: list[Remark] = field(default_factory=list)
    spoiled: list[Spoiled] = field(default_factory=list)


def text_of(
    body: Body, shape: Shape, row: int, id: str, name: str, line: int, place: int | None, raw: Raw, unit: str,
    *, share: bool,
) -> str:  # fmt: skip
    """What stands in a cell, turned from the ``unit`` of its heading; formulas without a result are told."""
    broken = _BROKEN.fullmatch(raw.text.strip())
    if raw.uncomputed or broken:
        failed = (f"公式出错（{raw.text.strip()}）", f"a formula that fails ({raw.text.strip()})")
        body.remarks.append(Remark(line, place, name, *(failed if broken else _NO_RESULT)))
        body.spoiled.append(Spoiled(row, id))
        return ""
    if raw.percent or (share and raw.number):
        return f"{written(Decimal(raw.text) * 100)}%"
    if unit:
        turned = number_of(shape, shape.cell(row if shape.lines else 0, id), raw.text, unit)
        return raw.text.strip() if turned is None else written(turned)
    return raw.text.strip()


def scale_of(shape: Shape, cell: Cell, units: Sequence[str], above: str) -> str:
    """The unit that a heading gives its numbers, where it is not the table's own; “?…” for one that will not do."""
    if not cell.counts:
        return ""
    for unit in (*units, above):
        times = shape.factor(unit, cell.unit) if unit else None
        if times is not None:
            return "" if times == 1 else unit
    return f"?{units[0]}" if units and cell.unit else ""


def are_shares(cells: Sequence[Raw]) -> bool:
    """Whether bare numbers of percentages are shares of one: none is above 1, one is a fraction."""
    numbers = [abs(Decimal(each.text)) for each in cells if each.number and not each.percent]
    return bool(numbers) and max(numbers) <= 1 and any(0 < each < 1 for each in numbers)


def unit_above(grid: Grid, heading: Heading) -> str:
    """“单位：万元” above the heading."""
    for number in sorted(line for line in grid.lines if line < heading.first):
        for cell in grid.lines[number]:
            found = re.search(r"单位[:：]\s*([^\s()]{0,6}?(?:元|亿|万))", plain(cell.text))
            if found and len(cell.text) < 40:
                return found[1]
    return ""


def as_of(grid: Grid) -> str:
    """The day that a sheet says it counts up to: in the words of a note, or in a cell beside them."""
    for number in sorted(grid.lines):
        cells = grid.lines[number]
        for at, cell in enumerate(cells):
            found = _AS_OF.search(plain(cell.text)) if "截" in cell.text else None
            if found and found[1]:
                return str(found[1])
            if found:
                beside = (each for each in cells[at + 1 : at + 8] if each.text.strip() and not each.merged)
                return next((each.text.strip() for each in beside), "")
    return ""


def number_of(shape: Shape, cell: Cell, text: str, unit: str) -> Decimal | None:
    """The number that stands in a text, in the unit of the cell; None for none."""
    bare = plain(text)
    loose = Cell("number", cell.unit)
    try:
        value = read(loose, f"{bare}{unit}" if unit and bare and bare[-1].isdigit() else bare, shape.factor)
    except Wrong:
        return None
    return Decimal(value.text) if value.text else None
