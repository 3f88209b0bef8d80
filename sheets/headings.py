"""Which column of a sheet is which of a table: by name, by a part of it, by likeness; with the unit it is headed by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from sheets.opening import BLANK, Grid
from sheets.shape import Column, Shape
from sheets.values import plain

__all__ = ["Heading", "find_heading", "likeness", "name_of", "units_of"]

DEEPEST = 3  # lines of one heading
HIGHEST = 30  # lines above it
ALIKE = 0.1  # by how much one likeness must surpass another
ENOUGH = 0.7  # from what likeness on a name is guessed
_BRACKETS = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
_NUMBERED = re.compile(r"^(?:\d+[.、)]|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\))")
_UNIT = re.compile(r".*(?:元|亿|万|千|%|‰|人|个|家|项|件|套|台|吨|亩|公顷|平方米|㎡|m2|小时|次|年)$")


@dataclass
class Heading:
    """The heading that was found: its last line, and by column of the table the column of the sheet (from 0).

    ``guessed`` are columns whose name was not exactly theirs, ``unclear`` names that might be several columns,
    ``doubled`` columns that stand there more than once, ``strange`` names that belong to none.
    """

    first: int
    last: int
    columns: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubled: dict[str, tuple[int, ...]] = field(default_factory=dict)
    strange: dict[int, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """How well it fits: exact names count more than guessed ones, and clutter a little less than nothing."""
        return len(self.columns) - 0.4 * len(self.guessed) - 0.01 * (self.last - self.first)


@lru_cache(maxsize=1024)
def name_of(text: str) -> str:
    """What a name comes down to: no brackets, numbers before it, marks or spaces; a year without its word."""
    bare = _BRACKETS.sub("", plain(text).lower())
    bare = _NUMBERED.sub("", re.sub(r"[\s*:：]", "", bare))
    bare = re.sub(r"[/,，、;；](?:万元|亿元|元|%|人|个|家)$", "", bare)
    year = re.fullmatch(r"(\d{4})(?:\.0)?(?:年|年度)?", bare)
    return year[1] if year else bare


def units_of(text: str) -> tuple[str, ...]:
    """What may be a unit in a name: what stands in its brackets, or behind a stroke."""
    bare = plain(text)
    inside = [part for group in _BRACKETS.findall(bare) for part in re.split(r"[,，、;；]", group)]
    behind = re.findall(r"[/,，]([^/,，()]{1,8})$", bare)
    parts = (re.sub(r"^(?:计量)?单位[:：]?", "", part.strip()) for part in (*inside, *behind))
    return tuple(part for part in parts if _UNIT.fullmatch(part))


def likeness(given: str, known: str) -> float:
    """How alike two names are, from 0 to 1: the same, one within the other, its letters in order, or much in common."""
    if not given or not known:
        return 0.0
    if given == known:
        return 1.0
    shorter, longer = sorted((given, known), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.75 + 0.2 * len(shorter) / len(longer)
    if len(shorter) >= 2 and _in_order(shorter, longer):
        return 0.7 + 0.2 * len(shorter) / len(longer)
    return 0.95 * SequenceMatcher(None, given, known).ratio()


def _in_order(shorter: str, longer: str) -> bool:
    rest = iter(longer)
    return all(each in rest for each in shorter)


def find_heading(shape: Shape, grid: Grid) -> Heading | None:
    """The lines of a sheet that head this table; None where too few of its columns are named anywhere."""
    numbers = sorted(grid.lines)[:HIGHEST]
    tried = [
        _heading(shape, grid, numbers[at : at + depth])
        for at in range(len(numbers))
        for depth in range(1, DEEPEST + 1)
        if at + depth <= len(numbers) and numbers[at + depth - 1] - numbers[at] == depth - 1
    ]
    wanted = 1 if shape.lines or len(shape.columns) < 3 else 2
    fitting = [each for each in tried if len(each.columns) >= wanted]
    best = max(fitting, key=lambda each: (round(each.score, 6), -each.first), default=None)
    if best:
        _look_above(grid, best)
        _look_below(grid, best)
    return best


def _look_above(grid: Grid, found: Heading) -> None:
    """A unit may stand in what several columns are headed by together."""
    for line in (found.first - 1, found.first - 2):
        for key, at in found.columns.items():
            found.units[key] = (*found.units[key], *units_of(grid.at(line, at).text))


def _look_below(grid: Grid, found: Heading) -> None:
    """A line of nothing but units below the names belongs to the heading."""
    cells = grid.lines.get(found.last + 1, ())
    texts = [plain(cell.text) for cell in cells if cell.text.strip() and not cell.number]
    if not texts or any(cell.number for cell in cells) or not all(_UNIT.fullmatch(text) for text in texts):
        return
    found.last += 1
    for key, at in found.columns.items():
        unit = plain(grid.at(found.last, at).text)
        found.units[key] = (*([unit] if unit else []), *found.units[key])


def _heading(shape: Shape, grid: Grid, lines: Sequence[int]) -> Heading:
    found = Heading(lines[0], lines[-1])
    width = max(len(grid.lines[line]) for line in lines)
    parts: dict[int, list[str]] = {}
    for at in range(width):
        texts = [grid.at(line, at).text for line in lines if grid.at(line, at) != BLANK]
        kept = list(dict.fromkeys(texts))
        if kept:
            parts[at] = kept
            found.names[at] = "".join(each.strip() for each in kept)
    _exactly(shape, found, parts)
    _nearly(shape, found, parts)
    for key, at in found.columns.items():
        found.units[key] = tuple(unit for part in reversed(parts[at]) for unit in units_of(part))
    return found


def _readings(parts: Sequence[str]) -> tuple[str, ...]:
    """What a heading of several lines may be read as: all of it, its last line, its first."""
    joined = name_of("".join(parts))
    return tuple(dict.fromkeys((joined, name_of(parts[-1]), name_of(parts[0]))))


def _names(column: Column) -> tuple[str, ...]:
    return tuple(name_of(each) for each in (column.name, *column.also))


def _exactly(shape: Shape, found: Heading, parts: dict[int, list[str]]) -> None:
    for column in shape.columns:
        names = _names(column)
        # What the last line says counts before what stands above several columns at once.
        ranks = [[at for at, texts in parts.items() if reading(texts) in names] for reading in _RANKS]
        here = next((each for each in ranks if each), [])
        if len(here) > 1:
            found.doubled[column.id] = tuple(here)
        if here and here[0] not in found.columns.values():
            found.columns[column.id] = here[0]


def _joined(texts: Sequence[str]) -> str:
    return name_of("".join(texts))


def _lowest(texts: Sequence[str]) -> str:
    return name_of(texts[-1])


def _highest(texts: Sequence[str]) -> str:
    return name_of(texts[0])


_RANKS = (_joined, _lowest, _highest)


def _nearly(shape: Shape, found: Heading, parts: dict[int, list[str]]) -> None:
    """Guess what is left; what might be two columns, or two that might be one, is left open."""
    taken = {*found.columns.values(), *(at for many in found.doubled.values() for at in many)}
    open_ = [each for each in shape.columns if each.id not in found.columns]
    scores = {
        at: {column.id: _best(texts, column) for column in open_}
        for at, texts in parts.items()
        if at not in taken
    }
    while True:
        best = max(
            ((score, at, key) for at, row in scores.items() for key, score in row.items()), default=None
        )
        if best is None or best[0] < ENOUGH:
            break
        score, at, key = best
        rivals = tuple(other for other, each in scores[at].items() if other != key and each > score - ALIKE)
        if rivals:
            found.unclear[found.names[at]] = (key, *rivals)
            del scores[at]
            continue
        found.columns[key] = at
        found.guessed[key] = found.names[at]
        del scores[at]
        for row in scores.values():
            row.pop(key, None)
    for at in parts:
        name = name_of(found.names[at])
        if (
            at not in (*taken, *found.columns.values())
            and found.names[at] not in found.unclear
            and name != "序号"
        ):
            found.strange[at] = found.names[at]


def _best(texts: Sequence[str], column: Column) -> float:
    return max(likeness(given, known) for given in _readings(texts) for known in _names(column))
