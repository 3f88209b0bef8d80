"""The figures of an expert panel: mean, trimmed mean, deviation, disagreement and ranking; exact, without float.

Rounding happens once, at the end, to 0.01 and half to even, as statisticians round; comparisons with a limit are made
before rounding. The standard deviation is that of the population: the panel is looked at as it is, nothing is inferred
about experts who were not drawn, and one score alone has a deviation of 0 instead of none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt

__all__ = ["TIE_RULE", "Place", "Statistics", "disagree", "ranking", "statistics"]

TIE_RULE = (
    "同分者最低分高者在前；仍相同则名次并列，按申报编号排列 / "
    "equal: the higher lowest score goes first; still equal: same rank, listed by case number"
)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of one panel in points, to 0.01; ``spread`` is the highest less the lowest score."""

    mean: Decimal
    trimmed_mean: Decimal
    standard_deviation: Decimal
    spread: Decimal
    n: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands: ``rank`` counts from 1, and ``tied`` cases share theirs (1, 2, 2, 4)."""

    case: str
    rank: int
    tied: bool


def statistics(scores: Sequence[Decimal]) -> Statistics:
    """Return the figures of the scores of one panel.

    The trimmed mean leaves out one highest and one lowest score when there are at least three (of three it is the
    middle one); with one or two it is the mean.

    Raises:
        ValueError: there is no score.
    """
    if not scores:
        raise ValueError("a panel without scores has no statistics")
    exact = sorted(map(Fraction, scores))
    inner = exact[1:-1] if len(exact) >= 3 else exact
    return Statistics(
        _rounded(_mean(exact)),
        _rounded(_mean(inner)),
        Decimal(_root_in_hundredths(_variance(exact))) / 100,
        _rounded(exact[-1] - exact[0]),
        len(exact),
    )


def disagree(scores: Sequence[Decimal], beyond: Decimal | float) -> bool:
    """Say whether the standard deviation is above ``beyond`` points; exactly at it is not beyond.

    Compared as squares, so that no root is rounded. A float stands for the number it is written as.
    """
    return len(scores) > 1 and _variance(sorted(map(Fraction, scores))) > Fraction(str(beyond)) ** 2


def ranking(scores: Mapping[str, Decimal], lowest: Mapping[str, Decimal] | None = None) -> tuple[Place, ...]:
    """Rank cases by combined score, the highest first, by ``TIE_RULE``; ``lowest`` is each case's lowest single score.

    Competition ranking: cases that share a rank leave the next ones free.
    """
    keys = {case: (score, (lowest or {}).get(case, _ZERO)) for case, score in scores.items()}
    ordered = sorted(sorted(keys), key=lambda case: keys[case], reverse=True)
    all_keys = list(keys.values())
    return tuple(
        Place(case, 1 + sum(other > keys[case] for other in all_keys), all_keys.count(keys[case]) > 1)
        for case in ordered
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _variance(values: Sequence[Fraction]) -> Fraction:
    mean = _mean(values)
    return _mean([(value - mean) ** 2 for value in values])


def _rounded(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)) / 100  # round() of a Fraction is exact, half to even


def _root_in_hundredths(square: Fraction) -> int:
    """The root of ``square`` in hundredths, half to even, found among whole numbers."""
    target = square * 10_000
    low = isqrt(target.numerator // target.denominator)
    half = (low + Fraction(1, 2)) ** 2
    return low + 1 if target > half or (target == half and low % 2) else low
