"""The parts a programme declares once and its stages refer to: bodies, parties, facts, titles, indicators, papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from statemachines.definition.base import Identifier, Name, Sourced, Strict
from statemachines.definition.selector import Selector, matches
from statemachines.definition.values import Value

__all__ = [
    "OTHERS",
    "Body",
    "Fact",
    "Indicator",
    "Material",
    "Party",
    "Quota",
    "Several",
    "StandsFor",
    "Title",
    "Waiver",
]

OTHERS = "其他"  # what a party is called that none of the names of a fact fits
Level = Literal["national", "province", "city", "county", "none"]


def _several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


Several = Annotated[tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | list[str])]


class StandsFor(Strict):
    """The body meant in the cases selected; the last of a list is meant in all others."""

    is_: Identifier = Field(alias="is")
    for_: Selector = Field(default_factory=dict, alias="for")


class Body(Sourced):
    """An office that acts in the procedure (主管部门); which organisation it is, a mandate says.

    A body that is another one from case to case says with ``is`` which: the first that selects a case.
    """

    name: Name
    level: Level = Field(
        default="none",
        description="whose level of government it works at; its region covers the case's region",
    )
    role: Literal["officer", "approver", "expert", "inspector"] = "officer"
    is_: tuple[StandsFor, ...] = Field(default=(), alias="is")

    @model_validator(mode="after")
    def _one_or_many(self) -> Body:
        if bool(self.is_) == ("level" in self.model_fields_set):
            raise ValueError(
                "a body has its own 'level', or says with 'is' which other body it is in which case"
            )
        if self.is_ and (self.is_[-1].for_ or not all(each.for_ for each in self.is_[:-1])):
            raise ValueError(
                "the last of 'is', and only the last, holds for all other cases: it has no 'for'"
            )
        return self

    def in_case(self, facts: Mapping[str, str]) -> str | None:
        """Return the body this one is in a case with these declared facts; None for a body of its own."""
        return next((each.is_ for each in self.is_ if matches(each.for_, facts)), None)


class Party(Sourced):
    """Somebody or something a case is about; limits, bans and letters bind the role named here."""

    name: Name
    is_: Literal["applicant", "operator", "object", "joint"] = Field(
        alias="is", description="joint: those who apply together with the applicant, one or more"
    )
    optional: bool = False
    for_: Selector = Field(
        default_factory=dict, alias="for", description="joint: the cases that may have such a party"
    )


class Fact(Sourced):
    """Something ``for:`` may ask about: chosen at the opening of a case, or read off the applicant.

    Of a party it names the first that fits: whom it stands ``under``, what ``kinds`` of organisation it is, in which
    of the ``regions`` it lies.
    """

    name: Name | None = Field(default=None, description="what applicants read; its id where it is left out")
    choose: tuple[str, ...] | None = None
    of: Identifier | None = Field(default=None, description="the party whose region gives the fact")
    regions: dict[str, str] = Field(
        default_factory=dict,
        description="name → first digits of its GB/T 2260 code",
    )
    kinds: dict[str, str] = Field(default_factory=dict, description="name → kind of organisation")
    under: dict[str, Identifier] = Field(
        default_factory=dict, description="name → the body that the party itself, or one above it, acts as"
    )
    others: Literal["keep", "refuse"] = Field(
        default="keep", description="who fits nothing: named “其他”, or not admitted"
    )
    default: str | None = None
    in_: Several = Field(
        default=(), alias="in", description="procedures whose cases have this fact; all where none is named"
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the definition gives it, besides that of all others."""
        return self.choose or (*self.under, *self.kinds, *self.regions)

    def named(self, region: str, kind: str = "", under: Collection[str] = ()) -> str:
        """Return the name this fact gives a party: its region (GB/T 2260, 6 digits), its kind, the bodies above it."""
        fitting = (
            *(name for name, body in self.under.items() if body in under),
            *(name for name, each in self.kinds.items() if each == kind),
            *(name for name, code in self.regions.items() if region.startswith(code)),
        )
        return next(iter(fitting), OTHERS)


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
    instruction: Name | None = Field(
        default=None, description="where a confidential one is sent instead, as the notice says"
    )
    each: Literal["indicators", "bodies"] | None = Field(
        default=None,
        description="one for every indicator stated, or one from every body that acts at the stage",
    )
    optional: bool = False
    for_: Selector = Field(default_factory=dict, alias="for")

    @model_validator(mode="after")
    def _confidential_ones_lead_somewhere(self) -> Material:
        if (self.channel == "confidential") != bool(self.instruction):
            raise ValueError(
                "a paper of the confidential channel, and only such a one, says with 'instruction' where it is sent"
            )
        return self


class Quota(Sourced):
    """How many cases one recommending body may pass on in a round; the first that matches a case holds."""

    max: int
    counts: Identifier | None = Field(
        default=None, description="under which name they are counted apart from the others of the stage"
    )
    for_: Selector = Field(default_factory=dict, alias="for")


class Waiver(Sourced):
    """Criteria that an officer may set aside with a reason, for the cases selected."""

    of: tuple[str, ...]
    by: Value[str]
    for_: Selector = Field(default_factory=dict, alias="for")
