"""What every kind of stage has in common; each kind is a subclass in ``statemachines/stages/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from statemachines.definition.base import Identifier, Name, Sourced, Strict
from statemachines.definition.choosing import Chosen
from statemachines.definition.selector import Selector
from statemachines.definition.time import Due, WrittenReminder
from statemachines.definition.values import Value, plain

if TYPE_CHECKING:
    from statemachines.fragments import Fragment, Scope

__all__ = ["Flagged", "Late", "Lead", "Stage"]

Late = Literal["accept", "refuse", "proceed", "lapse"]


class Lead(Strict):
    """Where an outcome leads when it is not the usual place; a loop back is bounded by ``at_most``."""

    to: Identifier
    at_most: int = Field(default=1, ge=1, le=9, description="how often one case may take this way")


class Flagged(Sourced):
    """Something doubtful about the cases selected, recorded with the action that moves them on from the stage."""

    for_: Selector = Field(alias="for", min_length=1)


def _lead(raw: Any) -> Any:
    return {"to": raw} if isinstance(raw, str) else raw


class Stage(Sourced):
    """One stage (环节) of a procedure.

    ``due`` runs from entering the stage unless it names another event. When it has passed: ``accept`` (the default)
    escalates and still takes the action, ``refuse`` escalates and takes it no more, ``proceed`` lets the clock move
    on, ``lapse`` lets the clock end the case.
    """

    kind: str
    id: Identifier
    name: Name | None = None
    by: Value[Identifier]
    due: Chosen[Due] | None = None
    late: Value[Late] = plain("accept")
    reminders: Value[tuple[WrittenReminder, ...]] | None = None
    leads: dict[str, Annotated[Lead, BeforeValidator(_lead, json_schema_input_type=str | Lead)]] = Field(
        default_factory=dict, description="outcome → stage, where it is not the usual one"
    )
    for_: Selector = Field(
        default_factory=dict, alias="for", description="cases not selected skip this stage"
    )

    flags: dict[Identifier, Flagged] = Field(
        default_factory=dict, description="doubts that are recorded when a case moves on from here"
    )

    @property
    def held(self) -> bool:
        """Whether cases come here at all; a stage that is never held adds nothing to its procedure."""
        return True

    def plan(self, scope: Scope) -> Fragment:
        """Return the states and transitions this stage adds to its procedure."""
        raise NotImplementedError
