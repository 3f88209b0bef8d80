"""Criteria as a tree, with comparisons as the notice prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from statemachines.definition.base import Sourced
from statemachines.definition.selector import Selector

__all__ = ["Comparison", "Criterion"]

_COMPARISON = re.compile(
    r"(?P<left>[a-z]\w*)(?: / (?P<per>[a-z]\w*))? (?P<op>>=|>|<=|<) (?P<bound>\d+(?:\.\d+)?)(?P<percent>%)?"
)


@dataclass(frozen=True)
class Comparison:
    """An indicator, or the ratio of two, against a number; ``>=`` is 以上/不低于, ``>`` is 超过 (Civil Code 1259)."""

    left: str
    per: str | None
    op: str
    bound: Decimal
    percent: bool

    def __str__(self) -> str:
        ratio = f" / {self.per}" if self.per else ""
        return f"{self.left}{ratio} {self.op} {self.bound}{'%' if self.percent else ''}"


def _comparison(raw: Any) -> Any:
    if isinstance(raw, Comparison):
        return raw
    found = _COMPARISON.fullmatch(raw) if isinstance(raw, str) else None
    if not found:
        raise ValueError(f"“{raw}” is not a comparison: write “firms >= 20” or “research / sales >= 3%”")
    return Comparison(
        found["left"],
        found["per"],
        found["op"],
        Decimal(found["bound"]),
        bool(found["percent"]),
    )


class Criterion(Sourced):
    """One node of the tree: exactly one of need, judge, veto, all, any, or at_least … of."""

    need: Annotated[
        Comparison | None,
        BeforeValidator(_comparison),
        WithJsonSchema({"type": "string", "examples": ["firms >= 20", "research / sales >= 3%"]}),
    ] = None
    judge: str | None = Field(default=None, description="decided by a reviewer, with a reason")
    veto: str | None = Field(
        default=None, description="a fact that excludes the case when a reviewer finds it"
    )
    all: tuple[Criterion, ...] | None = None
    any: tuple[Criterion, ...] | None = None
    at_least: int | None = None
    of: tuple[Criterion, ...] | None = None
    soft: str | None = Field(
        default=None, description="原则上: failing warns and needs a recorded reason (X6)"
    )
    for_: Selector = Field(default_factory=dict, alias="for")

    @model_validator(mode="after")
    def _one_kind(self) -> Criterion:
        kinds = [k for k in ("need", "judge", "veto", "all", "any", "of") if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise ValueError(
                f"a criterion is exactly one of need, judge, veto, all, any, of; here: {kinds or 'none'}"
            )
        if (self.at_least is None) != (self.of is None):
            raise ValueError("'at_least' and 'of' go together")
        return self

    @property
    def children(self) -> tuple[Criterion, ...]:
        """The criteria this one is made of; empty for a leaf."""
        return self.all or self.any or self.of or ()

    def leaves(self) -> tuple[Criterion, ...]:
        """Every leaf below this node, in the notice's order."""
        return tuple(leaf for child in self.children for leaf in child.leaves()) if self.children else (self,)
