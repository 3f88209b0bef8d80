"""Numbers and days as people type them here: １２，３００, 1.2亿元, 2025年6月20日; read, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, localcontext

from statemachines.definition.units import factor

__all__ = ["typed_day", "typed_number"]

_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+))(?P<unit>.*)", re.ASCII | re.DOTALL)
_GROUPED = re.compile(r"(?<=\d)[,\s](?=\d{3}(?!\d))", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?", re.ASCII)
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DIGITS = 60  # enough for every number that is taken


def typed_number(text: str, unit: str = "") -> str:
    """Return a number in ``unit``, in plain digits: “1.2亿元” for 万元 is “12000”; what is no such number stays.

    Digits may be full-width, thousands parted by commas or spaces.
    """
    plain = _GROUPED.sub("", unicodedata.normalize("NFKC", text).strip())
    found = _NUMBER.fullmatch(plain)
    if not found:
        return text
    given = found["unit"].strip()
    times = Decimal(1) if given == unicodedata.normalize("NFKC", unit) or not given else factor(given, unit)
    if times is None:
        return text
    with localcontext() as context:
        context.prec = _DIGITS
        number = Decimal(found["number"]) * times
        whole = number == number.to_integral_value()
    return format(number.quantize(Decimal(1)) if whole and times != 1 else number, "f")


def typed_day(text: str) -> str:
    """Return a day as ISO 8601: 2025年6月20日, 2025/6/20, 2025.6.20, 20250620; what is no day stays as it is."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _DAY.fullmatch(plain) or _PLAIN_DAY.fullmatch(plain)
    try:
        return date(*map(int, found.groups())).isoformat() if found else text
    except ValueError:
        return text
