"""Opinion (征求部门意见): other bodies are heard on a case; they advise, and nobody waits for them for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field as Setting

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope
from statemachines.machine import Field, LetterRule, Need, Transition

__all__ = ["Opinion"]


class Opinion(Stage):
    """``by`` answers first; ``of`` are the bodies heard, or the responsible units (责任单位) of the reward claimed.

    The stage is complete when every body asked has answered.
    """

    kind: Literal["opinion"] = "opinion"
    of: Literal["responsible"] | tuple[Identifier, ...] = Setting(
        description="responsible: those that the reward claimed names"
    )

    def plan(self, scope: Scope) -> Fragment:
        """One state, in which opinions are gathered as contributions."""
        complete, asked = f"opinions_complete:{self.id}", self.asked(scope)
        told = (LetterRule("action_needed", asked),)
        here = replace(scope.state(self, owner=self.by.given, due=scope.due(self), also=asked), letters=told)
        fields = (
            Field("supports", "flag", help="是否同意 / in favour"),
            Field("opinion", "personal", required=False, help="意见 / what it says"),
        )
        mine = Need(
            f"own_opinion_open:{self.id}", "未征求贵单位意见，或已答复 / you are not asked, or have answered"
        )
        ways = tuple(
            Transition(
                "give_opinion", "opinion_given", here.id, target, asked, fields, (mine,),
                when={complete: target is not None}, effects=(Effect("record_opinion", {"stage": self.id}),),
                origin=self.source,
            )
            for target in (None, NEXT)
        )  # fmt: skip
        return Fragment((here,), ways, {}, {here.id: NEXT})

    def asked(self, scope: Scope) -> tuple[str, ...]:
        """Every body that this stage may ask, whatever the case."""
        if self.of != "responsible":
            return self.of
        named = (body for reward in scope.programme.rewards.values() for body in reward.responsible)
        return tuple(dict.fromkeys(named))
