"""Units as people here write them: 元, 万元, 亿元, 万平方米; how one is turned into another."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

__all__ = ["alike", "factor"]

_SCALES = {
    "": Decimal(1),
    "百": Decimal(10**2),
    "千": Decimal(10**3),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "十亿": Decimal(10**9),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}
_WRITTEN = re.compile(r"(?P<scale>[十百千]?[万亿]?亿?)(?P<base>.*)")
_SAME = {
    "m2": "平方米",
    "m²": "平方米",
    "㎡": "平方米",
    "平米": "平方米",
    "人民币": "元",
    "块": "元",
    "kwh": "千瓦时",
    "度": "千瓦时",
}
_SAME |= dict.fromkeys(("家", "户", "所", "间"), "个") | dict.fromkeys(("名", "位"), "人") | {"件": "项"}
_WHOLE = ("千瓦时", "千克", "千米", "百分点")  # what only looks as if it began with a scale


def factor(given: str, wanted: str) -> Decimal | None:
    """Return by what a number in one unit is multiplied to be in another; None where they measure different things.

    A scale by itself (万, 亿) is of whatever is wanted: 3500 万 for a number wanted in 万元 is 3500.
    """
    scale, base = _parts(given)
    wanted_scale, wanted_base = _parts(wanted)
    if base != wanted_base and not (base == "" and scale != 1):
        return None
    return scale / wanted_scale


def alike(one: str, other: str) -> bool:
    """Whether numbers in these units measure the same thing."""
    return _parts(one)[1] == _parts(other)[1]


def _parts(unit: str) -> tuple[Decimal, str]:
    plain = re.sub(r"[\s()()\[\]]", "", unicodedata.normalize("NFKC", unit)).lower()
    for word in ("人民币",):
        plain = plain.replace(word, "") if plain != word else plain
    plain = _SAME.get(plain, plain)
    if plain.startswith(_WHOLE):
        return Decimal(1), plain
    found = _WRITTEN.fullmatch(plain)
    scale, base = (found["scale"], found["base"]) if found else ("", plain)
    if scale not in _SCALES:
        return Decimal(1), plain
    return _SCALES[scale], _SAME.get(base, base)
