"""One cell as people write it, into one text that means the same to everybody; nothing is guessed in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from sheets.shape import Cell, Factor, Kind

__all__ = ["BLANKS", "LONGEST", "Value", "Wrong", "plain", "read", "written"]

LONGEST = 2000  # characters of a text
DIGITS = 30  # of a number, before and after the point
BLANKS = frozenset(
    {"", "-", "--", "—", "——", "–", "/", "\\", "无", "n/a", "na", "。"}
)  # how people leave a number out
_NUMBER = re.compile(
    r"(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)(?P<unit>.*)", re.ASCII | re.DOTALL
)
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:t?\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
_ZERO_DAY = date(1899, 12, 30)  # what Excel counts days from
_YES = frozenset({"是", "有", "√", "✓", "y", "yes", "true", "1", "已", "对"})
_NO = frozenset({"否", "无", "×", "✗", "x", "n", "no", "false", "0", "未", "不是", "没有"})


class Wrong(ValueError):
    """What stands in a cell cannot be used; ``zh`` and ``en`` say why, and what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell means, as canonical text (empty for nothing), and what was done to it that people should know."""

    text: str
    zh: str = ""
    en: str = ""


def plain(text: str) -> str:
    """A text with full-width digits and letters made plain, and no white space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def read(cell: Cell, text: str, factor: Factor) -> Value:
    """Read the text of a cell.

    The canonical text is a plain decimal number in the cell's unit (per cent as 35 for 35 %), a day in ISO 8601, 是 or
    否, one of the choices, or the text itself. Raises Wrong.
    """
    if len(text) > LONGEST:
        raise Wrong(f"超过{LONGEST}字", f"longer than {LONGEST} characters")
    bare = plain(text)
    if not bare or (cell.kind not in ("text", "yes_no") and bare.lower() in BLANKS):
        return Value("")
    return _KINDS[cell.kind](cell, bare, factor)


def written(number: Decimal) -> str:
    """A number in plain digits, without zeros that say nothing."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _text(cell: Cell, bare: str, factor: Factor) -> Value:
    kept = "".join(each for each in bare if each in "\n\t" or unicodedata.category(each)[0] != "C")
    return Value(kept.replace("\r", ""))


def _number(cell: Cell, bare: str, factor: Factor) -> Value:
    number, unit = _parts(bare)
    if not unit or unit == plain(cell.unit):
        return Value(written(_within(cell, number)))
    times = factor(unit, cell.unit)
    if times is None:
        raise Wrong(
            f"“{bare}”的单位不能换算为{cell.unit or '不带单位的数'}，请只写数字",
            f"“{bare}” cannot be turned into {cell.unit or 'a bare number'}; write digits only",
        )
    with localcontext() as context:
        context.prec = 2 * DIGITS
        value = written(_within(cell, number * times))
    return Value(
        value,
        f"“{bare}”换算为 {value} {cell.unit}".rstrip(),
        f"“{bare}” was read as {value} {cell.unit}".rstrip(),
    )


def _parts(bare: str) -> tuple[Decimal, str]:
    joined = _GROUPED.sub("", re.sub(r"(?<=\d)\s+(?=\d{3}(?!\d))", "", bare.lstrip("¥￥").strip()))
    found = _NUMBER.fullmatch(joined.lower())
    if not found:
        raise Wrong(
            f"“{_short(bare)}”不是数字，请写如 1200 或 35.6",
            f"“{_short(bare)}” is no number; write 1200 or 35.6",
        )
    number = Decimal(found["number"])
    if len(number.as_tuple().digits) > DIGITS or (number and abs(number.adjusted()) > DIGITS):
        raise Wrong(f"数字超过{DIGITS}位", f"a number of more than {DIGITS} digits")
    return number, found["unit"].strip()


def _within(cell: Cell, number: Decimal) -> Decimal:
    if cell.least is not None and number < cell.least:
        raise Wrong(
            f"{written(number)} 小于下限 {cell.least}", f"{written(number)} is less than {cell.least}"
        )
    if cell.most is not None and number > cell.most:
        raise Wrong(f"{written(number)} 大于上限 {cell.most}", f"{written(number)} is more than {cell.most}")
    return number


def _whole(cell: Cell, bare: str, factor: Factor) -> Value:
    value = _number(cell, bare, factor)
    if "." in value.text:
        raise Wrong(f"“{_short(bare)}”不是整数", f"“{_short(bare)}” is no whole number")
    return value


def _percent(cell: Cell, bare: str, factor: Factor) -> Value:
    number, unit = _parts(bare)
    if unit not in ("", "%"):
        raise Wrong(
            f"“{_short(bare)}”不是百分比，请写如 35 或 35%",
            f"“{_short(bare)}” is no percentage; write 35 or 35%",
        )
    return Value(written(_within(cell, number)))


def _date(cell: Cell, bare: str, factor: Factor) -> Value:
    joined = re.sub(r"\s", "", bare).lower()
    found = _DAY.fullmatch(joined) or _PLAIN_DAY.fullmatch(joined)
    try:
        if found:
            return Value(date(*map(int, found.groups())).isoformat())
        if _SERIAL.fullmatch(joined) and _FIRST_SERIAL <= int(joined) <= _LAST_SERIAL:
            day = (_ZERO_DAY + timedelta(days=int(joined))).isoformat()
            return Value(day, f"序号 {joined} 读作 {day}", f"the serial {joined} was read as {day}")
    except ValueError:
        raise Wrong(f"“{_short(bare)}”这一天不存在", f"there is no day “{_short(bare)}”") from None
    raise Wrong(
        f"“{_short(bare)}”不是日期，请写如 2024-03-01", f"“{_short(bare)}” is no day; write 2024-03-01"
    )


def _yes_no(cell: Cell, bare: str, factor: Factor) -> Value:
    word = bare.lower()
    if word in _YES or word in _NO:
        return Value("是" if word in _YES else "否")
    if word in BLANKS:
        return Value("")
    raise Wrong(f"“{_short(bare)}”须写“是”或“否”", f"“{_short(bare)}”: write 是 (yes) or 否 (no)")


def _choice(cell: Cell, bare: str, factor: Factor) -> Value:
    by_plain = {plain(each): each for each in cell.choices}
    if bare in by_plain:
        return Value(by_plain[bare])
    near = [each for key, each in by_plain.items() if len(bare) > 1 and (bare in key or key in bare)]
    if len(near) == 1:
        return Value(near[0], f"“{_short(bare)}”读作“{near[0]}”", f"“{_short(bare)}” was read as “{near[0]}”")
    choices = "、".join(cell.choices)
    raise Wrong(f"“{_short(bare)}”不在选项中：{choices}", f"“{_short(bare)}” is none of {choices}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


_KINDS: Mapping[Kind, Callable[[Cell, str, Factor], Value]] = {
    "text": _text, "number": _number, "whole": _whole, "percent": _percent, "date": _date, "yes_no": _yes_no,
    "choice": _choice,
}  # fmt: skip
