"""The rows of a table with fixed rows, found by their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheets.body import NOTE, Body, Remark, are_shares, as_of, scale_of, text_of, unit_above
from sheets.headings import Heading, likeness, name_of, units_of
from sheets.opening import Grid, Raw
from sheets.shape import Line, Shape
from sheets.values import plain

__all__ = ["fixed_body"]


def fixed_body(shape: Shape, grid: Grid, heading: Heading) -> Body:
    """The rows of a table with fixed rows, found by the labels before its columns, in the order of the table."""
    body = Body(as_of=as_of(grid))
    found: dict[int, int] = {}
    edge = min(heading.columns.values())
    labels = [at for at in range(edge) if name_of(heading.names.get(at, "")) not in ("序号", "指标类型")]
    for number, path in _paths(grid, heading, labels):
        line, guessed = _line(shape.lines, path, found)
        here = [grid.at(number, at) for at in heading.columns.values()]
        if line is None:
            if any(each.text.strip() and not each.merged for each in here) and not NOTE.match(
                plain("".join(path))
            ):
                said = f"认不出“{'·'.join(path)}”是哪一行，未读取"
                body.remarks.append(
                    Remark(number, None, "", said, f"“{'·'.join(path)}” is no row of this table")
                )
            continue
        found[line] = number
        if guessed:
            names = ("·".join(path), "·".join(shape.lines[line].path))
            zh, en = "“{}”读作“{}”".format(*names), "“{}” was read as “{}”".format(*names)
            body.remarks.append(Remark(number, None, "", zh, en, True))
    above = unit_above(grid, heading)
    for at, line_ in enumerate(shape.lines):
        body.rows.append(_fixed_row(body, shape, grid, heading, at, line_, found.get(at, 0), labels, above))
        body.lines.append(found.get(at, 0))
    return body


def _paths(grid: Grid, heading: Heading, labels: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The labels of each line; one left empty before another is that of the line above."""
    last: dict[int, str] = {}
    for number in sorted(line for line in grid.lines if line > heading.last):
        texts = {at: grid.at(number, at).text.strip() for at in labels}
        deepest = max((at for at in labels if texts[at]), default=-1)
        if deepest < 0:
            continue
        for at in labels:
            if at < deepest and not texts[at]:
                texts[at] = last.get(at, "")
        last = texts
        yield number, tuple(dict.fromkeys(text for text in texts.values() if text))


def _line(lines: Sequence[Line], path: Sequence[str], taken: dict[int, int]) -> tuple[int | None, bool]:
    """Which row a path of labels is, and whether that was guessed; None for none."""
    given = tuple(name_of(each) for each in path)
    known = {
        at: tuple(name_of(each) for each in line.path) for at, line in enumerate(lines) if at not in taken
    }
    for at, names in known.items():
        if names == given:
            return at, False
    within = [at for at, names in known.items() if names[-1] == given[-1] and set(given) <= set(names)]
    if len(within) == 1:
        return within[0], False
    scores = sorted(
        ((likeness("".join(given), "".join(names)), at) for at, names in known.items()), reverse=True
    )
    if scores and scores[0][0] >= 0.75 and (len(scores) == 1 or scores[0][0] > scores[1][0] + 0.03):
        return scores[0][1], True
    return None, False


def _fixed_row(
    body: Body, shape: Shape, grid: Grid, heading: Heading, at: int, line: Line, number: int,
    labels: Sequence[int], above: str,
) -> dict[str, str]:  # fmt: skip
    name = "·".join(line.path)
    if not number:
        said = ("缺少这一行", "this row is missing")
        body.remarks.append(Remark(0, None, name, *said, not line.cell.required))
        return {column.id: "" for column in shape.columns}
    units = [unit for place in labels for unit in units_of(grid.at(number, place).text)]
    unit = scale_of(shape, line.cell, units, above)
    if unit.startswith("?"):
        body.remarks.append(
            Remark(
                number,
                None,
                name,
                f"单位“{unit[1:]}”不能换算为{line.cell.unit}",
                f"{unit[1:]} cannot be turned into {line.cell.unit}",
            )
        )
        unit = ""
    elif unit:
        body.remarks.append(
            Remark(
                number,
                None,
                name,
                f"单位为{unit}，已换算为{line.cell.unit}",
                f"in {unit}, turned into {line.cell.unit}",
                True,
            )
        )
    places = {column.id: heading.columns.get(column.id) for column in shape.columns}
    cells = {key: grid.at(number, place) if place is not None else Raw() for key, place in places.items()}
    share = line.cell.kind == "percent" and are_shares([*cells.values()])
    if share:
        said = ("小数按比例读作百分数（0.35 即 35%）", "fractions were read as shares (0.35 is 35 %)")
        body.remarks.append(Remark(number, None, name, *said, True))
    return {
        key: text_of(body, shape, at, key, name, number, places[key], raw, unit, share=share)
        for key, raw in cells.items()
    }
