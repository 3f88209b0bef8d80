"""On-site check (现场核查): always, never, or where somebody decides with a reason that it is needed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Setting

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value, plain
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import End, Field, LetterRule, Transition
from statemachines.stages.review import REASON

__all__ = ["SiteCheck"]


class SiteCheck(Stage):
    """``decides`` is asked only where the check is held when ``needed``; ``failed`` says what a bad report leads to."""

    kind: Literal["site_check"] = "site_check"
    when: Value[Literal["always", "needed", "never"]] = Setting(
        description="never: what the notice leaves open is read as no visit, and the reading can be changed here"
    )
    decides: Value[Identifier] | None = None
    failed: Value[Literal["reject", "proceed"]] = Setting(
        default=plain("proceed"),
        description="proceed: the report informs those who decide later",
    )

    @property
    def held(self) -> bool:
        """Whether anybody is visited."""
        return self.when.given != "never"

    def plan(self, scope: Scope) -> Fragment:
        """The decision whether to visit, where there is one to take, and the visit."""
        if self.when.given == "always":
            visit = scope.state(self, owner=self.by.given, due=scope.due(self))
            return Fragment((visit,), self._reports(visit.id, scope), self._ends(scope), {visit.id: NEXT})
        decides = (self.decides or self.by).given
        choice = scope.state(
            self,
            owner=decides,
            name="是否核查 / whether to check",
            waits="必要时进行现场核查 / only when necessary",
        )
        visit = scope.state(
            self, "visit", name="核查 / visit", owner=self.by.given, due=scope.due(self, "visit", value=self.due),
            waits=None if self.due else "通知未规定核查期限 / the notice gives the visit no deadline",
        )  # fmt: skip
        needed = Effect("decide_site_check", {"stage": self.id, "needed": True})
        not_needed = Effect("decide_site_check", {"stage": self.id, "needed": False})
        ways = (
            Transition(
                "require_site_check", "site_check_required", choice.id, visit.id, (decides,), (REASON,),
                effects=(needed,),
                letters=(LetterRule("site_check_announced", (scope.applicant,)),), origin=self.source,
            ),
            Transition(
                "dispense_with_site_check", "site_check_dispensed_with", choice.id, NEXT, (decides,), (REASON,),
                effects=(not_needed,), origin=self.source,
            ),
            *self._reports(visit.id, scope),
        )  # fmt: skip
        return Fragment((choice, visit), ways, self._ends(scope), {visit.id: NEXT})

    def _ends(self, scope: Scope) -> dict[str, End]:
        return {"site_check_failed": scope.end("site_check_failed")} if self.failed.given == "reject" else {}

    def _reports(self, here: str, scope: Scope) -> tuple[Transition, ...]:
        fields = (
            Field("visited_on", "date", help="核查日期 / day of the visit"),
            Field("participants", "personal", required=False, help="参加人员及职务 / who took part, and as what"),
            Field(
                "checked", "records", required=False,
                help="逐项填写现场是否符合和情况 / each condition as it was found (criterion, met, reason)",
            ),
            Field("findings", "personal", required=False, help="核查情况 / what was found"),
        )  # fmt: skip
        record = {"stage": self.id, "always": self.when.given == "always"}
        bad = outcome("site_check_failed") if self.failed.given == "reject" else NEXT
        return (
            Transition(
                "pass_site_check", "site_check_passed", here, NEXT, (self.by.given,), fields,
                effects=(Effect("report_site_check", {**record, "passed": True}),), origin=self.source,
            ),
            Transition(
                "fail_site_check", "site_check_failed", here, bad, (self.by.given,), (*fields, REASON),
                effects=(Effect("report_site_check", {**record, "passed": False}),),
                letters=(LetterRule("site_check_failed", (scope.applicant,)),), origin=self.source,
            ),
        )  # fmt: skip
