"""Approval (审批): another body than the handling one decides, on the handling body's proposal."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import LetterRule, Transition
from statemachines.stages.review import OPINION, REASON

__all__ = ["Approval"]


class Approval(Stage):
    """``proposed_by`` puts the entries of the ``list`` before the body, which approves or refuses each."""

    kind: Literal["approval"] = "approval"
    proposed_by: Identifier
    list: Identifier

    def plan(self, scope: Scope) -> Fragment:
        """To be proposed, and to be decided."""
        wait = scope.state(
            self,
            owner=self.proposed_by,
            name="报批 / to be proposed",
            waits="待报批 / the proposal is being prepared",
        )
        due = scope.due(self, "decision", value=self.due)
        decide = scope.state(
            self, "decision", owner=self.by.given, name="审批 / decision", due=due,
            waits=None if due else "通知未规定审批期限 / the notice gives the approval no deadline",
        )  # fmt: skip
        ways = (
            Transition(
                "propose", "proposed", wait.id, decide.id, (self.proposed_by,), (OPINION,),
                letters=(LetterRule("action_needed", (self.by.given,)),), origin=self.source,
            ),
            Transition("approve", "approved", decide.id, NEXT, (self.by.given,), (OPINION,), origin=self.source),
            Transition(
                "refuse_approval", "approval_refused", decide.id, outcome("not_approved"), (self.by.given,), (REASON,),
                effects=(Effect("drop_from_list", {"list": self.list}),),
                letters=(LetterRule("not_approved", (scope.applicant,)),), origin=self.source,
            ),
        )  # fmt: skip
        return Fragment((wait, decide), ways, {"not_approved": scope.end("not_approved")}, {})
