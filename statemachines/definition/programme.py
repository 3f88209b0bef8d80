"""A whole programme, as ``programme.yaml`` says it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field

from statemachines.definition.base import Identifier, Name, Sourced, inherit_source
from statemachines.definition.criteria import Criterion
from statemachines.definition.parts import Body, Fact, Indicator, Material, Party, Title, Waiver
from statemachines.definition.procedure import Procedure, Sanction
from statemachines.definition.stage import Stage

__all__ = ["Notice", "Programme", "Reward"]

S = TypeVar("S", bound=Stage, covariant=True)


class Notice(Sourced):
    """The notice (通知) the programme rests on; ``dated`` is null where the notice bears no date."""

    by: Identifier
    dated: date | None


class Reward(Sourced):
    """Money or another benefit that the notice mentions by reference only."""

    refer: str
    amount: int | None = None


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
    procedures: dict[Identifier, Procedure[S]]
    sanctions: tuple[Sanction, ...] = ()
    rewards: tuple[Reward, ...] = ()
    not_modelled: dict[str, str] = Field(
        default_factory=dict,
        description="ids of the programme's table that are not modelled, with the reason",
    )

    def party(self, kind: str) -> str | None:
        """Return the id of the party that is the applicant, the operator or the object; None where there is none."""
        return next((key for key, party in self.parties.items() if party.is_ == kind), None)
