"""Recommendation (推荐): a body passes cases on to the level above, within its quota (推荐名额)."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.parts import Quota
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value, plain
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import Field, LetterRule, Need, Transition
from statemachines.stages.review import REASON
from statemachines.stages.together import OwnCase, Until, by_all, in_own_case

__all__ = ["Recommendation"]


class Recommendation(Stage):
    """The body recommends, with a rank among its own, or declines; the first quota that matches a case holds.

    In a joint application the bodies of several places recommend: the case moves on when the ``first`` or ``each`` of
    them has, and takes a place of the quota of each, of that of the ``lead`` applicant's only, or of none.
    """

    kind: Literal["recommendation"] = "recommendation"
    quota: tuple[Quota, ...] = ()
    until: Value[Until] = plain("first")
    joint_counts: Value[Literal["each", "lead", "none"]] = plain("each")
    self_recommendation: Value[OwnCase] = plain("allow")

    def plan(self, scope: Scope) -> Fragment:
        """One state: recommended or not."""
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        body = (self.by.given,)
        needs, flags = in_own_case(self.id, self.self_recommendation, "self_recommendation")
        recommend = Transition(
            "recommend", "recommended", here.id, NEXT, body,
            (
                Field("rank", "number", required=False, help="本单位推荐排序 / rank among one's own, from 1"),
                Field("materials", "records", required=False, help="推荐文件等 / letter and summary table"),
            ),
            needs=(*self._needs(), *needs),
            effects=(Effect("record_materials"), *((Effect("use_quota", {"stage": self.id}),) if self.quota else ())),
            letters=(LetterRule("recommended", (scope.applicant,)),), origin=self.source, flags=flags,
        )  # fmt: skip
        decline = Transition(
            "decline", "declined", here.id, outcome("not_recommended"), body, (REASON,), effects=self._gives_back(),
            letters=(LetterRule("not_recommended", (scope.applicant,)),), origin=self.source,
        )  # fmt: skip
        ends = {"not_recommended": scope.end("not_recommended")}
        ways = (*by_all(recommend, self.id, self.until.given), decline)
        return Fragment((here,), ways, ends, {here.id: NEXT}, undone=self._gives_back())

    def _gives_back(self) -> tuple[Effect, ...]:
        """Where a case that one body has recommended ends here all the same, that one has its place back."""
        several = self.quota and self.until.given == "each"
        return (Effect("give_back_quota", {"stage": self.id}),) if several else ()

    def _needs(self) -> tuple[Need, ...]:
        needs = [
            Need(f"materials_complete:{self.id}", "推荐材料不齐 / papers of the recommendation are missing")
        ]
        if self.quota:
            needs.append(Need(f"quota_free:{self.id}", "推荐名额已满 / the quota is used up"))
        if self.late.given in ("refuse", "lapse"):
            needs.append(Need("in_time", "已过推荐期限 / the deadline has passed"))
        return tuple(needs)
