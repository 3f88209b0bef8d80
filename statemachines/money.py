"""Money in whole fen (分): read as notices print it, capped, shared, counted against other support; never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

__all__ = ["capped", "in_fen", "in_words", "of_yuan", "part_of", "per_piece", "split", "still_due"]

_PRINTED = re.compile(r"(?P<n>\d{1,9}(?:\.\d{1,6})?) ?(?P<unit>元|万元|亿元)", re.ASCII)
_UNITS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}


def in_fen(text: str) -> int:
    """Read “200万元”, “1000元” or “1.5亿元”; raises ValueError for what is no amount, or not a whole number of fen."""
    found = _PRINTED.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” is no amount of money: write 1000元, 200万元 or 1.5亿元")
    return _whole(Fraction(found["n"]) * _UNITS[found["unit"]], text)


def of_yuan(yuan: Decimal) -> int:
    """Turn yuan into fen; raises ValueError for less than nothing, and for a part of a fen."""
    if not yuan.is_finite() or yuan < 0:
        raise ValueError(f"{yuan} is no amount of money in yuan")
    return _whole(Fraction(yuan) * 100, str(yuan))


def _whole(fen: Fraction, text: str) -> int:
    if fen.denominator != 1:
        raise ValueError(f"“{text}” is not a whole number of fen")
    return fen.numerator


def in_words(fen: int) -> str:
    """Write an amount as a notice would: “200万元” where that is whole, else yuan with its fen."""
    if fen and fen % 1_000_000 == 0:
        return f"{fen // 1_000_000}万元"
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02}元" if rest else f"{yuan}元"


def per_piece(each: int, pieces: Decimal) -> int:
    """Return so much for each piece, such as a rack in use; part of a piece counts for its part, rounded down."""
    return floor(each * Fraction(pieces))


def part_of(yuan: Decimal, percent: Decimal) -> int:
    """Return a percentage of a value in yuan, in fen; rounded down, so that it is never above the percentage."""
    return floor(Fraction(yuan) * Fraction(percent))  # yuan × 100 fen × percent / 100


def capped(amount: int, most: int | None) -> int:
    """Return the amount, or the cap where the amount is above it; None is no cap."""
    return amount if most is None else min(amount, most)


def split(amount: int, percents: Sequence[int], rest_to: int) -> tuple[int, ...]:
    """Share an amount by percentages that make 100; what does not divide goes to the share at ``rest_to`` (A2-3)."""
    if sum(percents) != 100 or any(each < 0 for each in percents):
        raise ValueError(f"shares of {', '.join(map(str, percents))} % do not make 100 %")
    shares = [amount * each // 100 for each in percents]
    shares[rest_to] += amount - sum(shares)
    return tuple(shares)


def still_due(entitled: Sequence[int], granted: int, elsewhere: int, *, stacking: bool) -> int:
    """Return what is left to grant when the higher counts, once (就高不重复, A2-4).

    ``entitled`` are the amounts that one project of one enterprise has a right to, each under one item of a policy;
    ``granted`` is what it got of them so far, ``elsewhere`` what other policies gave it. Where items do not add up
    (``stacking``), the highest of them stands for all. In the end it has the higher of the policy and the others.
    """
    own = sum(entitled) if stacking else max(entitled, default=0)
    return max(0, own - elsewhere - granted)
