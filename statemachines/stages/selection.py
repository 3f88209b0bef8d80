"""Selection (择优): people rank the cases and cut off; meeting the conditions is necessary, not sufficient (X7)."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import Field, LetterRule, Transition
from statemachines.stages.review import REASON

__all__ = ["Selection"]


class Selection(Stage):
    """Each case is selected onto the ``list`` or not; the list is published by a later stage."""

    kind: Literal["selection"] = "selection"
    list: Identifier

    def plan(self, scope: Scope) -> Fragment:
        """One state, left by the decision of people."""
        here = scope.state(
            self,
            owner=self.by.given,
            due=scope.due(self),
            waits=None if self.due else "择优确定 / people choose",
        )
        select = Transition(
            "select", "selected", here.id, NEXT, (self.by.given,),
            (Field("rank", "number", required=False, help="名次 / rank on the list, from 1"),),
            effects=(Effect("add_to_list", {"list": self.list}),), origin=self.source,
        )  # fmt: skip
        leave = Transition(
            "leave_out", "left_out", here.id, outcome("not_selected"), (self.by.given,), (REASON,),
            letters=(LetterRule("not_selected", (scope.applicant,)),), origin=self.source,
        )  # fmt: skip
        return Fragment((here,), (select, leave), {"not_selected": scope.end("not_selected")}, {})
