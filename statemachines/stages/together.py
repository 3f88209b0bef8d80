"""What several bodies do at one stage, each for itself, and what a body does in a case of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.machine import Flag, Need, Transition

__all__ = ["OwnCase", "Until", "by_all", "in_own_case"]

Until = Literal["first", "each"]
OwnCase = Literal["allow", "flag", "deny"]

_TURN = "本单位已办理，尚待其他单位 / your organisation has acted already; others have not"
_OWN = "不得办理本单位自己的申报 / no body may do this in a case of its own"


def by_all(way: Transition, stage: str, until: Until) -> tuple[Transition, ...]:
    """Return the ways of an action that moves a case on once the ``first`` body has taken it, or ``each`` has.

    A joint application has a body for every place that takes part. Until all have acted, what each does is recorded
    as its contribution; nobody acts twice for one organisation in one visit of the stage.
    """
    if until == "first":
        return (way,)
    contribution = Effect("contribute", {"stage": stage, "kind": way.event})
    left = f"others_left:{stage}"
    mine = replace(
        way,
        needs=(*way.needs, Need(f"own_turn:{stage}", _TURN)),
        effects=(*way.effects, contribution),
    )
    return (
        replace(mine, event=f"{way.event}_by_one", target=None, when={**way.when, left: True}, letters=()),
        replace(mine, when={**way.when, left: False}),
    )


def in_own_case(stage: str, rule: Value[OwnCase], name: str) -> tuple[tuple[Need, ...], tuple[Flag, ...]]:
    """Return what a body needs, and what is flagged, where the applicant is the very organisation that acts."""
    needs = (Need(f"not_own_case:{stage}", _OWN),) if rule.given == "deny" else ()
    flags = (Flag(name, f"own_case:{stage}"),) if rule.given == "flag" else ()
    return needs, flags
