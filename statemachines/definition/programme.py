"""A whole programme, as ``programme.yaml`` says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from statemachines.definition.base import Identifier, Name, Sourced, inherit_source
from statemachines.definition.criteria import Criterion
from statemachines.definition.parts import Body, Fact, Indicator, Material, Party, Title, Waiver
from statemachines.definition.procedure import Procedure, Sanction
from statemachines.definition.reminding import Reminding
from statemachines.definition.reward import Funding, Reward
from statemachines.definition.stage import Stage
from statemachines.definition.table import Table

__all__ = ["REWARD", "Notice", "Programme"]

OTHER_ROLES = {"clock": "时钟 / clock", "public": "公众 / public"}  # those that every programme has
S = TypeVar("S", bound=Stage, covariant=True)
REWARD = "reward"  # the declared fact that says which reward a claim is for


class Notice(Sourced):
    """The notice (通知) the programme rests on; ``dated`` is null where the notice bears no date."""

    by: Identifier
    dated: date | None


class Programme(Sourced, Generic[S]):
    """One programme (项目): everything its notice says, as data."""

    format: Literal[1]
    programme: Identifier
    name: Name
    notice: Notice
    bodies: Annotated[dict[Identifier, Body], BeforeValidator(inherit_source)]
    parties: Annotated[dict[Identifier, Party], BeforeValidator(inherit_source)]
    facts: Annotated[dict[Identifier, Fact], BeforeValidator(inherit_source)] = Field(default_factory=dict)
    titles: Annotated[dict[Identifier, Title], BeforeValidator(inherit_source)] = Field(default_factory=dict)
    indicators: Annotated[dict[Identifier, Indicator], BeforeValidator(inherit_source)] = Field(
        default_factory=dict
    )
    criteria: Annotated[dict[Identifier, Criterion], BeforeValidator(inherit_source)] = Field(
        default_factory=dict
    )
    waivers: tuple[Waiver, ...] = ()
    materials: Annotated[dict[Identifier, Material], BeforeValidator(inherit_source)] = Field(
        default_factory=dict
    )
    tables: Annotated[dict[Identifier, Table], BeforeValidator(inherit_source)] = Field(
        default_factory=dict, description="tables that are filled in, and the figures they give"
    )
    reminding: Reminding = Field(default=Reminding(), description="how reminders go out")
    procedures: dict[Identifier, Procedure[S]]
    sanctions: tuple[Sanction, ...] = ()
    rewards: Annotated[dict[Identifier, Reward], BeforeValidator(inherit_source)] = Field(
        default_factory=dict
    )
    funding: Funding | None = Field(default=None, description="who pays the rewards, and what counts once")
    not_modelled: dict[str, str] = Field(
        default_factory=dict,
        description="ids of the programme's table that are not modelled, with the reason",
    )

    @model_validator(mode="after")
    def _conditions(self) -> Programme[S]:
        """A reward's condition is a criterion like any other, under the reward's id, for the claims of that reward."""
        own = {
            key: each.condition.model_copy(
                update={
                    "for_": {**each.condition.for_, REWARD: (key,)},
                    "source": each.condition.source or each.source,
                }
            )
            for key, each in self.rewards.items()
            if each.condition
        }
        doubled = sorted(set(own) & set(self.criteria))
        if doubled:
            raise ValueError(
                f"'{doubled[0]}' is the id of a reward and of a criterion; give one of them another"
            )
        object.__setattr__(self, "criteria", {**self.criteria, **own})
        return self

    def body_of(self, role: str, facts: Mapping[str, str]) -> str:
        """Return the body that a role is in a case with these declared facts; any other role is itself."""
        body = self.bodies.get(role)
        return (body and body.in_case(facts)) or role

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that actions may be taken in: bodies, parties, and those that every programme has."""
        return (*self.bodies, *self.parties, *OTHER_ROLES)

    def role_name(self, role: str) -> str:
        """What a body or a party is called, 中文 / English; any other role bears its own name."""
        known = self.bodies.get(role) or self.parties.get(role)
        return known.name if known else OTHER_ROLES.get(role, role)

    def party(self, kind: str) -> str | None:
        """Return the id of the party that is the applicant, the operator, the object or joint; None for none."""
        return next((key for key, party in self.parties.items() if party.is_ == kind), None)
