"""Selection (择优): people rank the cases and cut off; meeting the conditions is necessary, not sufficient (X7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field as Setting

from statemachines.definition.base import Identifier, Sourced
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import Field, Flag, LetterRule, Need, Transition
from statemachines.stages.review import REASON

__all__ = ["Selection", "Total"]

OPTIONAL_REASON = replace(REASON, required=False)


class Total(Sourced):
    """How many there are to be over all rounds; a ``soft`` total may be exceeded with a recorded reason (A3-6)."""

    from_: int | None = Setting(
        default=None, ge=1, alias="from", description="an aim: nothing follows from it"
    )
    to: int = Setting(ge=1)
    soft: str | None = None


class Selection(Stage):
    """Each case is selected onto the ``list`` or not; the list is published by a later stage."""

    kind: Literal["selection"] = "selection"
    list: Identifier
    total: Value[Total] | None = None

    def plan(self, scope: Scope) -> Fragment:
        """One state, left by the decision of people."""
        here = scope.state(
            self,
            owner=self.by.given,
            due=scope.due(self),
        )
        select = Transition(
            "select", "selected", here.id, NEXT, (self.by.given,),
            (Field("rank", "number", required=False, help="名次 / rank on the list, from 1"),),
            effects=(Effect("add_to_list", {"list": self.list}),), origin=self.source,
        )  # fmt: skip
        ways = self._within_total(select)
        leave = Transition(
            "leave_out", "left_out", here.id, outcome("not_selected"), (self.by.given,), (REASON,),
            letters=(LetterRule("not_selected", (scope.applicant,)),), origin=self.source,
        )  # fmt: skip
        return Fragment((here,), (*ways, leave), {"not_selected": scope.end("not_selected")}, {})

    def _within_total(self, select: Transition) -> tuple[Transition, ...]:
        """Beyond a soft total selecting asks for the reason and is flagged; beyond a hard one it is refused."""
        if self.total is None:
            return (select,)
        total = self.total.given
        room = f"total_free:{self.id}"
        if not total.soft:
            return (replace(select, needs=(Need(room, "总量已满 / the total is used up"),)),)
        beyond = replace(
            select, when={room: False}, fields=(*select.fields, REASON),
            flags=(Flag("beyond_total", room, holds=False),),
        )  # fmt: skip
        return (replace(select, when={room: True}, fields=(*select.fields, OPTIONAL_REASON)), beyond)
