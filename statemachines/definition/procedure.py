"""A procedure: an ordered list of stages, with who starts it and about what."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field

from statemachines.definition.base import Identifier, Name, Sourced
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due, Period, WrittenReminder, Yearly
from statemachines.definition.values import Value, plain

__all__ = ["Procedure", "Sanction", "Starts"]

S = TypeVar("S", bound=Stage, covariant=True)


class Starts(Sourced):
    """Who starts a case of the procedure, and when.

    A party starts it in a round; the clock starts it for every title in force, ``every`` so often ``after`` an event
    of the title; a body starts it for a title whenever it sees fit.
    """

    by: Identifier
    in_: Literal["round"] | None = Field(default=None, alias="in")
    call_opened: Yearly | None = Field(
        default=None, description="the round warns when no call was opened by this day"
    )
    every: Value[Due] | None = None
    after: str | None = None


class Ends(Sourced):
    """By when the rounds of a year ought to be over; ``june_inclusive`` reads “6月份前” as including June (A1-1)."""

    by: Yearly
    soft: str | None = None
    june_inclusive: Value[bool] = plain(False)


def _stages(raw: Any) -> Any:
    """Turn ``- id: {kind, …}`` into ``{id, kind, …}``; the kind is left out where it is the id."""
    if not isinstance(raw, list):
        return raw
    return [_stage(entry) for entry in raw]


def _stage(entry: Any) -> Any:
    if not isinstance(entry, dict) or len(entry) != 1:
        return entry
    ((stage_id, fields),) = entry.items()
    if not isinstance(fields, dict | None):
        return entry
    if fields and "id" in fields:
        raise ValueError(f"'{stage_id}' has an 'id' besides its key: the key is its id")
    return {"id": stage_id, "kind": stage_id, **(fields or {})}


class Procedure(Sourced, Generic[S]):
    """A named procedure of a programme (apply, assess, …); every run of it is a case."""

    name: Name
    starts: Starts
    about: Identifier = Field(description="the party of the kind “object” that a case is about")
    needs: Identifier | None = Field(default=None, description="the title that must be in force")
    rests_on: Identifier | None = Field(
        default=None,
        description="the title, such as a policy in force, that every case of this procedure rests on",
    )
    supervised_by: Value[Identifier] = Field(
        description="the body that escalations go to and that may extend deadlines"
    )
    ends_by: Ends | None = None
    overall: Value[Period] | None = Field(default=None, description="one deadline for the whole case")
    reminders: Value[tuple[WrittenReminder, ...]] | None = None
    withdrawal: Value[bool] = plain(False)
    stages: Annotated[tuple[S, ...], BeforeValidator(_stages)] = Field(min_length=1)


class Bans(Sourced):
    """Which parties may not apply again, for how long, from when (A4-4)."""

    parties: Value[tuple[Identifier, ...]]
    for_: Period = Field(alias="for")
    from_: Value[Literal["finding", "announcement", "application"]] = Field(alias="from")


class Sanction(Sourced):
    """What follows a finding of misconduct: the case ends, parties are banned for a time, or another rule applies."""

    cause: Name
    id: Identifier = "false_material"
    found_by: Value[Identifier] | None = None
    ends: Literal["case"] | None = None
    bans: Bans | None = None
    announce: Literal["public"] | None = None
    refer: str | None = Field(default=None, description="the rule that applies instead of one of ours")
