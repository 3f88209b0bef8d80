"""Construction (建设): the applicant builds what it planned, until a day set with the filing."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.stage import Stage
from statemachines.fragments import NEXT, Fragment, Scope
from statemachines.machine import Field, LetterRule, Transition
from statemachines.stages.submission import HANDED_IN, PROVIDES

__all__ = ["Construction"]


class Construction(Stage):
    """A phase of building; the applicant reports its completion, and may bring refreshed figures."""

    kind: Literal["construction"] = "construction"

    def plan(self, scope: Scope) -> Fragment:
        """One state, left when completion is reported."""
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        summary = Field("summary", "personal", required=False, help="建设情况 / what was built")
        report = Transition(
            "report_completion", "completion_reported", here.id, NEXT, (self.by.given,), (*PROVIDES, summary),
            effects=HANDED_IN, letters=(LetterRule("completion_reported", (scope.supervisor,)),), origin=self.source,
        )  # fmt: skip
        return Fragment((here,), (report,), {}, {here.id: NEXT})
