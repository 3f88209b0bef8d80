"""Defence (答辩): a day is set, the applicant answers the body that hears it, the result is recorded."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Setting

from statemachines.definition.stage import Stage
from statemachines.definition.values import Value, plain
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import DueRule, End, Field, LetterRule, Transition
from statemachines.stages.review import REASON

__all__ = ["Defence"]


class Defence(Stage):
    """A hearing of the applicant before the case is decided.

    ``eliminated`` says whether who is eliminated by the review before is ``excused`` from it, or is ``heard`` like
    all others (A3-7); ``failed`` what a bad result leads to.
    """

    kind: Literal["defence"] = "defence"
    eliminated: Value[Literal["excused", "heard"]] = plain("heard")
    failed: Value[Literal["reject", "proceed"]] = Setting(
        default=plain("proceed"), description="proceed: the result informs those who decide later"
    )

    def plan(self, scope: Scope) -> Fragment:
        """To be scheduled, and to be held on the day that was set, which may be moved."""
        wait = scope.state(
            self, owner=self.by.given, name="安排答辩 / to be scheduled", due=scope.due(self),
        )  # fmt: skip
        day = DueRule(f"{self.id}.held", None, "accept", wait.due.reminders if wait.due else (), ask="order")
        hold = scope.state(self, "held", owner=self.by.given, name="待答辩 / to be held", due=day)
        ways = (
            self._schedule("schedule_defence", "defence_scheduled", wait.id, hold.id, scope),
            *self._eliminate(wait.id, scope),
            *self._results(hold.id, scope),
        )
        ends = {"eliminated": scope.end("eliminated")} if self.eliminated.given == "excused" else {}
        return Fragment((wait, hold), ways, {**ends, **self._ends(scope)}, {})

    def _schedule(self, action: str, event: str, here: str, target: str, scope: Scope) -> Transition:
        fields = (
            Field("due", "date", help="答辩日期 / day of the defence"),
            Field(
                "turn",
                "number",
                required=False,
                help="当日第几个答辩，从 1 起 / its place in the order of the day",
            ),
            Field(
                "starts", "text", required=False, help="开始时间，如 09:30 / when it begins, such as 09:30"
            ),
            Field("place", "text", required=False, help="地点和方式 / where and how"),
        )
        return Transition(
            action, event, here, target, (self.by.given,), fields,
            letters=(LetterRule("defence_scheduled", scope.applicants),), origin=self.source,
        )  # fmt: skip

    def _eliminate(self, here: str, scope: Scope) -> tuple[Transition, ...]:
        """Who is out after the review is told why, and need not defend."""
        if self.eliminated.given == "heard":
            return ()
        return (
            Transition(
                "eliminate", "eliminated", here, outcome("eliminated"), (self.by.given,), (REASON,),
                letters=(LetterRule("eliminated", scope.applicants),), origin=self.source,
            ),
        )  # fmt: skip

    def _ends(self, scope: Scope) -> dict[str, End]:
        return {"defence_failed": scope.end("defence_failed")} if self.failed.given == "reject" else {}

    def _results(self, here: str, scope: Scope) -> tuple[Transition, ...]:
        fields = (
            Field("held_on", "date", help="实际答辩日期 / day it was held"),
            Field("summary", "personal", required=False, help="答辩情况 / what was asked and answered"),
        )
        record = Effect("contribute", {"stage": self.id, "kind": "report"})
        bad = outcome("defence_failed") if self.failed.given == "reject" else NEXT
        return (
            Transition(
                "pass_defence", "defence_passed", here, NEXT, (self.by.given,), fields, effects=(record,),
                origin=self.source,
            ),
            Transition(
                "fail_defence", "defence_failed", here, bad, (self.by.given,), (*fields, REASON), effects=(record,),
                letters=(LetterRule("defence_failed", scope.applicants),), origin=self.source,
            ),
        )  # fmt: skip
