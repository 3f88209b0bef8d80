"""The parts a programme declares once and its stages refer to: bodies, parties, facts, titles, indicators, papers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from statemachines.definition.base import Identifier, Name, Sourced
from statemachines.definition.selector import Selector
from statemachines.definition.values import Value

__all__ = ["Body", "Fact", "Indicator", "Material", "Party", "Quota", "Title", "Waiver"]

Level = Literal["national", "province", "city", "county", "none"]


def _several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


Several = Annotated[tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | list[str])]


class Body(Sourced):
    """An office that acts in the procedure (主管部门); which organisation it is, a mandate says."""

    name: Name
    level: Level = Field(
        description="whose level of government it works at; its region covers the case's region"
    )
    role: Literal["officer", "approver", "expert", "inspector"] = "officer"


class Party(Sourced):
    """Somebody or something a case is about; limits, bans and letters bind the role named here."""

    name: Name
    is_: Literal["applicant", "operator", "object"] = Field(alias="is")
    optional: bool = False


class Fact(Sourced):
    """Something ``for:`` may ask about: chosen at the opening of a case, or the city of a party."""

    choose: tuple[str, ...] | None = None
    of: Identifier | None = Field(default=None, description="the party whose region gives the fact")
    regions: dict[str, str] = Field(
        default_factory=dict,
        description="name → first digits of its GB/T 2260 code; every other region is “其他”",
    )
    default: str | None = None

    def named(self, region: str) -> str:
        """Return the name this fact gives a region (GB/T 2260, 6 digits)."""
        return next((name for name, code in self.regions.items() if region.startswith(code)), "其他")


class Title(Sourced):
    """What certification grants (称号); ``validity`` is null until revoked (X8)."""

    name: Name
    held_by: Identifier
    validity_years: int | None = None


class Indicator(Sourced):
    """A number an applicant states, with its unit."""

    name: Name
    unit: str
    years: Value[str] | None = Field(default=None, description="which years it covers: last, last 3, …")
    excludes: Value[str] | None = Field(
        default=None, description="another indicator whose items are not counted here"
    )
    planned: bool = Field(
        default=False, description="may be stated as a plan, per year, as well as an actual figure"
    )


class Material(Sourced):
    """A paper of the application: who provides it, at which stage, in what form."""

    name: Name
    from_: Identifier = Field(alias="from")
    at: Several
    form: tuple[Literal["electronic", "scan", "sealed", "paper", "bound"], ...] = Field(
        default=(), description="empty: the notice does not say"
    )
    copies: int | None = None
    channel: Literal["ordinary", "confidential"] = Field(
        default="ordinary", description="confidential (机要渠道) is recorded and never uploaded"
    )
    each: Literal["indicators"] | None = Field(default=None, description="one for every indicator stated")
    optional: bool = False
    for_: Selector = Field(default_factory=dict, alias="for")


class Quota(Sourced):
    """How many cases one recommending body may pass on in a round; the first that matches a case holds."""

    max: int
    for_: Selector = Field(default_factory=dict, alias="for")


class Waiver(Sourced):
    """Criteria that an officer may set aside with a reason, for the cases selected."""

    of: tuple[str, ...]
    by: Value[str]
    for_: Selector = Field(default_factory=dict, alias="for")
