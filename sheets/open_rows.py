"""The rows of a table with open rows, down to the notes below it; totals are held against the rows above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from sheets.body import (
    NOTE,
    Body,
    Remark,
    Spoiled,
    are_shares,
    as_of,
    number_of,
    scale_of,
    text_of,
    unit_above,
)
from sheets.headings import Heading, name_of
from sheets.opening import Grid, Raw
from sheets.shape import Column, Shape
from sheets.values import plain, written

__all__ = ["open_body"]

_TOTAL = re.compile(r"(?:本页)?[合总小共]计(?:数|额|金额)?(?:共?\d+[家个户项人])?|total", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:例|示例|样例|填写示例)(?:[:：]|$)")
NEARLY = Decimal("1e-9")  # by what share a total may differ, which is how exactly a spreadsheet adds


def open_body(shape: Shape, grid: Grid, heading: Heading) -> Body:
    """The rows of a table with open rows, until the notes below it."""
    body = Body(as_of=as_of(grid))
    above = unit_above(grid, heading)
    scales = {
        each.id: scale_of(shape, each.cell, heading.units.get(each.id, ()), above) for each in shape.columns
    }
    _tell_scales(body, shape, heading, scales)
    shares = {
        each.id for each in shape.columns if each.cell.kind == "percent" and _as_shares(grid, heading, each)
    }
    _tell_shares(body, shape, heading, shares)
    ended = 0
    for number in sorted(line for line in grid.lines if line > heading.last):
        kind = _kind(shape, grid, heading, number)
        if ended and kind in ("row", "total") and _mostly(heading, grid, number):
            body.remarks.append(
                Remark(
                    number,
                    None,
                    "",
                    "注释之后还有内容，未读取；请移到注释之前",
                    "rows below the notes are not read; move them up",
                )
            )
        elif kind == "note":
            ended = number
        elif not ended and kind == "total":
            check_total(body, shape, grid, heading, number, scales)
        elif not ended and kind == "row":
            _add(body, shape, grid, heading, number, scales, shares)
        elif not ended and kind == "example":
            body.remarks.append(
                Remark(number, None, "", "示例行，未读取", "an example; it was not read", True)
            )
    return body


def _kind(shape: Shape, grid: Grid, heading: Heading, number: int) -> str:
    cells = grid.lines[number]
    texts = [(at, plain(cell.text)) for at, cell in enumerate(cells) if cell.text.strip()]
    own = {at: cells[at] for at in heading.columns.values() if at < len(cells) and cells[at].text.strip()}
    first = re.sub(r"\s", "", texts[0][1]) if texts else ""
    if NOTE.match(first) and not _mostly(heading, grid, number):
        return "note"
    if any(_TOTAL.fullmatch(_bare(text)) for _, text in texts[:3]):
        return "total"
    if _EXAMPLE.match(first):
        return "example"
    if not own or all(cell.merged and _whole_line(grid, number) for cell in own.values()):
        return "nothing"
    if all(name_of(text) == name_of(heading.names.get(at, "")) for at, text in texts):
        return "nothing"  # the heading once more, as on every printed page
    if number == heading.last + 1 and _numbering([text for _, text in texts]):
        return "nothing"
    return "row"


def _bare(text: str) -> str:
    """A label without brackets, spaces and colons: 合 计（万元）： is 合计."""
    return re.sub(r"\(.*?\)|[\s:]", "", text)


def _whole_line(grid: Grid, number: int) -> bool:
    return len({cell.text for cell in grid.lines[number] if cell.text.strip()}) == 1


def _mostly(heading: Heading, grid: Grid, number: int) -> bool:
    """Whether at least half of the columns are filled in here, with more than one thing."""
    texts = [grid.at(number, at).text for at in heading.columns.values() if grid.at(number, at).text.strip()]
    return 2 * len(texts) >= len(heading.columns) and len(set(texts)) > 1


def _numbering(texts: Sequence[str]) -> bool:
    """Whether a line only numbers the columns: 1 2 3 …, or 甲 乙 1 2."""
    bare = [text.strip("()（）").removesuffix(".0") for text in texts]
    counted = [text for text in bare if text not in ("甲", "乙", "丙", "丁", "栏次")]
    return len(counted) >= 3 and counted in (
        [str(each) for each in range(1, len(counted) + 1)],
        [str(each) for each in range(len(counted))],
    )


def _add(
    body: Body,
    shape: Shape,
    grid: Grid,
    heading: Heading,
    number: int,
    scales: dict[str, str],
    shares: set[str],
) -> None:
    row: dict[str, str] = {}
    at = len(body.rows)
    for column in shape.columns:
        place = heading.columns.get(column.id)
        raw = grid.at(number, place) if place is not None else Raw()
        if (
            raw.merged
            and column.cell.kind not in ("text", "date", "yes_no", "choice")
            and _above(grid, heading, number, column)
        ):
            body.remarks.append(
                Remark(
                    number,
                    place,
                    column.name,
                    "与上一行合并的数字，请拆分后逐行填写",
                    "a number merged with the row above; split the cell",
                )
            )
            body.spoiled.append(Spoiled(at, column.id))
            raw = Raw()
        row[column.id] = text_of(
            body,
            shape,
            at,
            column.id,
            column.name,
            number,
            place,
            raw,
            scales[column.id],
            share=column.id in shares,
        )
    if any(text for text in row.values()) or any(each.row == at for each in body.spoiled):
        body.rows.append(row)
        body.lines.append(number)


def _above(grid: Grid, heading: Heading, number: int, column: Column) -> bool:
    place = heading.columns[column.id]
    before = grid.at(number - 1, place)
    return number - 1 > heading.last and before.text == grid.at(number, place).text


def _tell_scales(body: Body, shape: Shape, heading: Heading, scales: dict[str, str]) -> None:
    for column in shape.columns:
        unit, place = scales[column.id], heading.columns.get(column.id)
        if place is None or not unit:
            continue
        if unit.startswith("?"):
            scales[column.id] = ""
            said = f"单位“{unit[1:]}”不能换算为{column.cell.unit}"
            body.remarks.append(
                Remark(
                    heading.last,
                    place,
                    column.name,
                    said,
                    f"{unit[1:]} cannot be turned into {column.cell.unit}",
                )
            )
        else:
            said = f"单位为{unit}，已换算为{column.cell.unit}"
            body.remarks.append(
                Remark(
                    heading.last, place, column.name, said, f"in {unit}, turned into {column.cell.unit}", True
                )
            )


def _as_shares(grid: Grid, heading: Heading, column: Column) -> bool:
    """Whether the bare numbers of a column of percentages are shares of one: none is above 1, one is a fraction."""
    place = heading.columns.get(column.id)
    below = [grid.at(line, place) for line in grid.lines if line > heading.last] if place is not None else []
    return are_shares(below)


def _tell_shares(body: Body, shape: Shape, heading: Heading, shares: set[str]) -> None:
    for column in (each for each in shape.columns if each.id in shares):
        said = "小数按比例读作百分数（0.35 即 35%）"
        body.remarks.append(
            Remark(
                heading.last,
                heading.columns[column.id],
                column.name,
                said,
                "fractions were read as shares (0.35 is 35 %)",
                True,
            )
        )


def check_total(
    body: Body, shape: Shape, grid: Grid, heading: Heading, number: int, scales: dict[str, str]
) -> None:
    """Hold a row of totals against the rows above it; of a subtotal those since the last one."""
    part = any("小计" in cell.text for cell in grid.lines[number])
    start = 0
    if part:
        before = [line for line in grid.lines if line < number and _is_part(grid, line)]
        start = next((at for at, line in enumerate(body.lines) if before and line > max(before)), 0)
        start = start if before else 0
    for column in (each for each in shape.columns if each.cell.counts and each.id in heading.columns):
        place = heading.columns[column.id]
        raw = grid.at(number, place)
        stated = number_of(shape, column.cell, raw.text, scales[column.id])
        if stated is None or _TOTAL.search(raw.text):
            continue
        added = [number_of(shape, column.cell, row[column.id], "") for row in body.rows[start:]]
        total = sum((each for each in added if each is not None), Decimal(0))
        if abs(total - stated) > NEARLY * max(abs(total), abs(stated)):
            said = f"合计 {written(stated)} 与各行之和 {written(total)} 不符"
            body.remarks.append(
                Remark(
                    number,
                    place,
                    column.name,
                    said,
                    f"the total {written(stated)} is not the sum of the rows, {written(total)}",
                )
            )


def _is_part(grid: Grid, line: int) -> bool:
    return any("小计" in cell.text for cell in grid.lines[line])
