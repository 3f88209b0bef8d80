"""What a reward comes to for one claim: its ceiling, what is left of it beside other support, and who pays how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from statemachines.definition.reward import Amount, Funding, Share
from statemachines.definition.selector import matches
from statemachines.money import capped, part_of, per_piece, split, still_due

__all__ = ["Award", "Before", "NotStated", "award", "ceiling", "shares_for"]


class NotStated(LookupError):
    """An amount cannot be computed: the figure or the choice named by the argument was not stated."""


@dataclass(frozen=True, slots=True)
class Before:
    """What one project of one enterprise has got already, in fen.

    ``entitled`` and ``granted`` are of the other rewards of this programme; ``elsewhere`` is what other policies of
    the same city gave; money of the province or the state is never counted (A2-4).
    """

    entitled: tuple[int, ...] = ()
    granted: int = 0
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Award:
    """One award, in fen: what the claim has a right to, what is granted of it, and the share of each body."""

    entitled: int
    granted: int
    shares: tuple[tuple[str, int], ...]


def ceiling(amount: Amount, figures: Mapping[str, Decimal], facts: Mapping[str, str]) -> int | None:
    """Return the highest amount a reward can come to, in fen; None where people decide case by case.

    Raises NotStated.
    """
    if amount.case_by_case:
        return None
    return capped(_uncapped(amount, figures, facts), amount.at_most)


def _uncapped(amount: Amount, figures: Mapping[str, Decimal], facts: Mapping[str, str]) -> int:
    if amount.fixed is not None:
        return amount.fixed
    if amount.amounts is not None and amount.by is not None:
        chosen = amount.amounts.get(facts.get(amount.by, ""))
        if chosen is None:
            raise NotStated(amount.by)
        return chosen
    figure = figures.get(amount.of or "")
    if figure is None or not figure.is_finite() or figure < 0:
        raise NotStated(amount.of)
    if amount.each is not None:
        return per_piece(amount.each, figure)
    assert amount.percent is not None  # an amount is of exactly one kind
    return part_of(figure, amount.percent)


def award(funding: Funding, entitled: int, before: Before, facts: Mapping[str, str]) -> Award:
    """Grant what the claim is entitled to, less what the project has already where the higher counts."""
    elsewhere = before.elsewhere if funding.other_policies == "higher" else 0
    stacking = funding.intra_policy_stacking.given
    left = still_due((*before.entitled, entitled), before.granted, elsewhere, stacking=stacking)
    granted = capped(
        left, entitled
    )  # more is left where an earlier award was dropped: that is not this claim's
    shares = shares_for(funding, facts)
    parts = split(granted, [share.percent for share in shares], 0)
    return Award(entitled, granted, tuple((s.by, part) for s, part in zip(shares, parts, strict=True)))


def shares_for(funding: Funding, facts: Mapping[str, str]) -> Sequence[Share]:
    """Return the shares of a claim: those of the first exception that selects it, else the ordinary ones."""
    found = next((each.shares for each in funding.exceptions if matches(each.for_, facts)), None)
    return found or funding.shares
