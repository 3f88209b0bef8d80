"""What people really send, read into the rows of a table; everything that is wrong is told at once, by its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from sheets.body import Body
from sheets.checking import Checked, check
from sheets.errors import NotReadable
from sheets.fixed_rows import fixed_body
from sheets.headings import Heading, find_heading
from sheets.open_rows import open_body
from sheets.opening import Grid, open_file
from sheets.shape import Shape

__all__ = ["MOST_TOLD", "Reading", "Told", "read_file"]

MOST_TOLD = 500  # faults of one file


@dataclass(frozen=True, slots=True)
class Told:
    """A fault or (``warning``) a remark, with its place in the file: line from 1 (0 for none), letter of the column."""

    sheet: str
    line: int
    letter: str
    name: str
    zh: str
    en: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.chinese} / {self.english}"

    @property
    def chinese(self) -> str:
        """工作表「重点企业」第7行 D列（营业总收入）：…"""
        line = f"第{self.line}行" if self.line else ""
        column = f" {self.letter}列" if self.letter else ""
        name = f"（{self.name}）" if self.name else ""
        return f"工作表「{self.sheet}」{line}{column}{name}：{self.zh}" if self.sheet else self.zh

    @property
    def english(self) -> str:
        """The same in English."""
        line = f", row {self.line}" if self.line else ""
        column = f", column {self.letter}" if self.letter else ""
        return f"sheet “{self.sheet}”{line}{column}: {self.en}" if self.sheet else self.en


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the rows as texts (wrong ones as they stand), the day they count up to, what there is to tell."""

    sheet: str
    rows: tuple[dict[str, str], ...]
    as_of: str
    told: tuple[Told, ...] = field(default=())

    @property
    def errors(self) -> tuple[Told, ...]:
        """What has to be mended."""
        return tuple(each for each in self.told if not each.warning)

    @property
    def warnings(self) -> tuple[Told, ...]:
        """What was converted, guessed or left out."""
        return tuple(each for each in self.told if each.warning)


def read_file(shape: Shape, data: bytes) -> Reading:
    """Read a table out of a workbook or a CSV file.

    Raises NotReadable where the file may not be read, or where no sheet of it is headed as this table is.
    """
    grids = open_file(data)
    grid, heading, told = _chosen(shape, grids)
    body = (fixed_body if shape.lines else open_body)(shape, grid, heading)
    checked = check(shape, body.rows, body.as_of)
    told.extend(_of_heading(shape, grid, heading))
    told.extend(_told(shape, grid, heading, body, checked))
    told.sort(key=lambda each: each.line)
    if grid.cut:
        told.append(
            Told(grid.name, 0, "", "", "行数过多，其后未读取", "too many rows; the rest was not read")
        )
    if grid.blank:
        said = ("空行过多，其后未读取", "many empty rows; what may follow was not read")
        told.append(Told(grid.name, 0, "", "", *said, True))
    if len(told) > MOST_TOLD:
        more = len(told) - MOST_TOLD
        last = Told(
            grid.name, 0, "", "", f"另有{more}处未列出，请先更正以上各处", f"{more} more; mend these first"
        )
        told = [*told[:MOST_TOLD], last]
    return Reading(grid.name, tuple(body.rows), body.as_of, tuple(told))


def _chosen(shape: Shape, grids: Sequence[Grid]) -> tuple[Grid, Heading, list[Told]]:
    """The sheet that fits best; raises NotReadable where none does, or two do alike."""
    headed = [(grid, heading) for grid in grids if (heading := find_heading(shape, grid))]
    shown = [(grid, heading) for grid, heading in headed if not grid.hidden]
    if not shown:
        names = "、".join(column.name for column in shape.columns[:6])
        if headed:
            name = headed[0][0].name
            raise NotReadable(
                f"工作表「{name}」是隐藏的，未读取；请取消隐藏后再传",
                f"the sheet “{name}” is hidden; show it and send again",
            )
        tabs = "、".join(f"「{grid.name}」" for grid in grids)
        raise NotReadable(
            f"没有找到《{shape.title}》的表头（{names}等列）；文件中有工作表{tabs}",
            f"no sheet is headed with the columns of this table ({names} …)",
        )
    best = max(heading.score for _, heading in shown)
    alike = [pair for pair in shown if pair[1].score > best - 0.5]
    named = [pair for pair in alike if pair[0].name in shape.title or shape.title in pair[0].name]
    filled = [pair for pair in alike if any(line > pair[1].last for line in pair[0].lines)]
    for choice in (alike, named, filled):
        if len(choice) == 1:
            grid, heading = choice[0]
            rest = [
                Told(other.name, 0, "", "", "未读取", "was not read", True)
                for other, _ in alike
                if other is not grid
            ]
            return grid, heading, rest
    tabs = "、".join(f"「{grid.name}」" for grid, _ in alike)
    raise NotReadable(
        f"工作表{tabs}都像《{shape.title}》，请只留一个",
        "several sheets look like this table; keep one of them",
    )


def _of_heading(shape: Shape, grid: Grid, heading: Heading) -> Iterable[Told]:
    by_id = {column.id: column for column in shape.columns}
    line = heading.last

    def told(at: int | None, zh: str, en: str, *, warning: bool = False) -> Told:
        letter = "" if at is None else get_column_letter(at + 1)
        return Told(grid.name, line, letter, "", zh, en, warning)

    for key, at in sorted(heading.columns.items(), key=lambda pair: pair[1]):
        if key in heading.guessed:
            names = (heading.guessed[key], by_id[key].name)
            yield told(
                at, "列名“{}”读作“{}”".format(*names), "“{}” was read as “{}”".format(*names), warning=True
            )
    for key, many in heading.doubled.items():
        letters = "、".join(f"{get_column_letter(at + 1)}列" for at in many)
        yield told(
            None, f"{letters}都是“{by_id[key].name}”，请只留一列", f"“{by_id[key].name}” stands there twice"
        )
    for name, keys in heading.unclear.items():
        known = "”“".join(by_id[key].name for key in keys)
        yield told(
            None, f"列名“{name}”可能是“{known}”，请写全", f"“{name}” may be “{known}”; write it in full"
        )
    for at, name in heading.strange.items():
        if not shape.lines:
            yield told(
                at, f"“{name}”不属于本表，未读取", f"“{name}” is no column of this table", warning=True
            )
    for column in shape.columns:
        if column.id in heading.columns:
            continue
        needed = bool(shape.lines) or column.key or column.cell.required
        said = "缺少必填的列" if needed else "没有这一列"
        yield told(None, f"{said}“{column.name}”", f"there is no column “{column.name}”", warning=not needed)


def _told(shape: Shape, grid: Grid, heading: Heading, body: Body, checked: Checked) -> Iterable[Told]:
    names = {column.id: column.name for column in shape.columns}
    letters = {key: get_column_letter(at + 1) for key, at in heading.columns.items()}
    for each in body.remarks:
        letter = get_column_letter(each.column + 1) if each.column is not None else ""
        yield Told(grid.name, each.line, letter, each.name, each.zh, each.en, each.warning)
    amiss = {(each.row, each.id) for each in body.spoiled}
    for fault in checked.faults:
        if (fault.row, fault.column) in amiss or (fault.column in names and fault.column not in letters):
            continue  # told already, where it stands or that its column is not there
        line = body.lines[fault.row] if fault.row is not None and fault.row < len(body.lines) else 0
        name = names.get(fault.column, "")
        if shape.lines and fault.row is not None:
            name = "·".join((*shape.lines[fault.row].path, *([name] if name else [])))
        if shape.lines and fault.row is not None and not line:
            continue  # the whole row is missing, which has been told
        yield Told(grid.name, line, letters.get(fault.column, ""), name, fault.zh, fault.en, fault.warning)
