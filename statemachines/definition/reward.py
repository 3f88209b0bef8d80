"""Rewards (奖补) as a notice prints them: for what, how much, who leads, and out of whose purse."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from statemachines.definition.base import Identifier, Name, Sourced, Strict
from statemachines.definition.criteria import Criterion
from statemachines.definition.parts import Several
from statemachines.definition.selector import Selector
from statemachines.definition.values import Value
from statemachines.money import in_fen

__all__ = ["CASE_BY_CASE", "Amount", "Funding", "Reward", "Share", "Yearly"]

CASE_BY_CASE = "一事一议"
_KINDS = ("fixed", "amounts", "each", "percent", "case_by_case")


def _money(raw: Any) -> Any:
    return in_fen(raw) if isinstance(raw, str) else raw


def _percent(raw: Any) -> Any:
    if isinstance(raw, str) and raw.endswith("%") and raw[:-1].replace(".", "", 1).isdecimal():
        return Decimal(raw[:-1])
    if isinstance(raw, Decimal):
        return raw
    raise ValueError(f"“{raw}” is no percentage: write 10%")


_WRITTEN = {"type": "string", "pattern": r"^\d+(\.\d+)? ?(元|万元|亿元)$", "examples": ["1000元", "200万元"]}
Money = Annotated[int, BeforeValidator(_money), WithJsonSchema(_WRITTEN)]
Percent = Annotated[
    Decimal, BeforeValidator(_percent), WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?%$"})
]


class Amount(Strict):
    """How much: a fixed sum, one for each level, so much a piece, a percentage of a value, or 一事一议.

    Amounts are written with their unit and kept in fen. ``decided`` says that the rule gives a maximum, up to which
    people decide the amount (A2-5).
    """

    fixed: Money | None = None
    by: Identifier | None = Field(default=None, description="the fact that chooses among 'amounts'")
    amounts: dict[str, Money] | None = Field(default=None, description="what each choice of 'by' gives")
    each: Money | None = Field(default=None, description="for every piece of the indicator named by 'of'")
    percent: Percent | None = Field(default=None, description="of the indicator named by 'of', in 元")
    of: Identifier | None = None
    at_most: Money | None = Field(default=None, description="the cap (最高不超过)")
    decided: bool = Field(default=False, description="a maximum: people decide the amount up to it")
    case_by_case: bool = Field(default=False, description="一事一议: people decide, no rule gives an amount")

    @model_validator(mode="after")
    def _one_kind(self) -> Amount:
        kinds = [kind for kind in _KINDS if getattr(self, kind)]
        if len(kinds) != 1:
            raise ValueError(f"an amount is exactly one of {', '.join(_KINDS)}; here: {kinds or 'none'}")
        if (self.by is None) != (self.amounts is None):
            raise ValueError("'by' and 'amounts' go together")
        if (self.of is None) != (self.each is None and self.percent is None):
            raise ValueError("'of' names the indicator of 'each' or 'percent', and goes with them only")
        return self

    @property
    def by_people(self) -> bool:
        """Whether somebody has to say how much."""
        return self.decided or self.case_by_case


def _amount(raw: Any) -> Any:
    if raw == CASE_BY_CASE:
        return {"case_by_case": True}
    return {"fixed": raw} if isinstance(raw, str) else raw


class Yearly(Strict):
    """At most so many a year; the indicator ``by`` says of each claim which year it counts for."""

    at_most: int = Field(ge=1)
    by: Identifier


class Reward(Sourced):
    """One item of support: its condition, its amount, who leads; or only a reference to another document."""

    name: Name | None = None
    refer: str | None = Field(default=None, description="the document that gives it, where this one does not")
    measure: int | None = Field(default=None, description="number of the measure in the notice")
    condition: Criterion | None = Field(
        default=None, description="a criterion tree, for the claims of this reward only"
    )
    amount: Annotated[Amount | None, BeforeValidator(_amount, json_schema_input_type=str | Amount)] = None
    lead: Identifier | None = Field(default=None, description="牵头单位, the body that leads")
    responsible: Several = Field(default=(), description="责任单位, the bodies that are heard")
    once: Value[Literal["enterprise", "project"]] | None = Field(
        default=None, description="一次性: given once to an enterprise, or once for a project of it"
    )
    yearly: Yearly | None = None

    @model_validator(mode="after")
    def _referred_or_whole(self) -> Reward:
        own = {"name": self.name, "condition": self.condition, "amount": self.amount, "lead": self.lead}
        given = [key for key, value in own.items() if value is not None]
        if self.refer is None and len(given) < len(own):
            raise ValueError(
                f"a reward needs {', '.join(key for key in own if key not in given)}, or 'refer'"
            )
        if self.refer is not None and given:
            raise ValueError(f"a reward that another document gives has no {', '.join(given)} here")
        return self


class Share(Strict):
    """A part of every amount, and the body that pays it."""

    percent: Annotated[int, Field(ge=1, le=100)]
    by: Identifier


def _whole(shares: tuple[Share, ...]) -> None:
    if sum(share.percent for share in shares) != 100:
        raise ValueError("the shares do not make 100 %")
    if len({share.by for share in shares}) != len(shares):
        raise ValueError("one body stands twice among the shares")


class Otherwise(Sourced):
    """Other shares for the cases selected, such as those of a zone that the city runs itself (A2-3)."""

    for_: Selector = Field(alias="for")
    shares: Annotated[tuple[Share, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _make_100(self) -> Otherwise:
        _whole(self.shares)
        return self


class Funding(Sourced):
    """Out of whose purse rewards are paid, and what counts when several supports meet (就高不重复).

    What does not divide goes to the first share. ``stacking``: whether several rewards of this programme add up for
    one project of one enterprise (A2-4).
    """

    shares: Annotated[tuple[Share, ...], Field(min_length=1)]
    exceptions: tuple[Otherwise, ...] = ()
    other_policies: Literal["higher", "add"] = Field(
        default="add", description="higher: with other policies the higher counts, once (就高不重复)"
    )
    intra_policy_stacking: Value[bool]

    @model_validator(mode="after")
    def _make_100(self) -> Funding:
        _whole(self.shares)
        return self
