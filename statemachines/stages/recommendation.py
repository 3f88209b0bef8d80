"""Recommendation (推荐): a body passes cases on to the level above, within its quota (推荐名额)."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.parts import Quota
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import Field, LetterRule, Need, Transition
from statemachines.stages.review import REASON

__all__ = ["Recommendation"]


class Recommendation(Stage):
    """The body recommends, with a rank among its own, or declines; the first quota that matches a case holds."""

    kind: Literal["recommendation"] = "recommendation"
    quota: tuple[Quota, ...] = ()

    def plan(self, scope: Scope) -> Fragment:
        """One state: recommended or not."""
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        body = (self.by.given,)
        recommend = Transition(
            "recommend", "recommended", here.id, NEXT, body,
            (
                Field("rank", "number", required=False, help="本单位推荐排序 / rank among one's own, from 1"),
                Field("materials", "records", required=False, help="推荐文件等 / letter and summary table"),
            ),
            needs=self._needs(),
            effects=(Effect("record_materials"), *((Effect("use_quota", {"stage": self.id}),) if self.quota else ())),
            letters=(LetterRule("recommended", (scope.applicant,)),), origin=self.source,
        )  # fmt: skip
        decline = Transition(
            "decline", "declined", here.id, outcome("not_recommended"), body, (REASON,),
            letters=(LetterRule("not_recommended", (scope.applicant,)),), origin=self.source,
        )  # fmt: skip
        ends = {"not_recommended": scope.end("not_recommended")}
        return Fragment((here,), (recommend, decline), ends, {here.id: NEXT})

    def _needs(self) -> tuple[Need, ...]:
        needs = [
            Need(f"materials_complete:{self.id}", "推荐材料不齐 / papers of the recommendation are missing")
        ]
        if self.quota:
            needs.append(Need(f"quota_free:{self.id}", "推荐名额已满 / the quota is used up"))
        if self.late.given in ("refuse", "lapse"):
            needs.append(Need("in_time", "已过推荐期限 / the deadline has passed"))
        return tuple(needs)
