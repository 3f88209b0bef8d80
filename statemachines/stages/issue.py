"""Issue (印发): people give a draft its number, its text and the day it takes effect; only then it is a policy."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import Fragment, Scope, outcome
from statemachines.machine import End, Field, LetterRule, Need, Transition
from statemachines.stages.consultation import Consultation, commenting
from statemachines.stages.review import REASON

__all__ = ["Issue"]

_FORMAL = (
    Field("document_no", "text", help="发文字号 / number of the document"),
    Field(
        "text_digest", "text", help="正式文本的 SHA-256 / digest of the formal text, 64 hexadecimal digits"
    ),
    Field("effective_on", "date", help="施行日期 / the day it takes effect"),
    Field("issued_on", "date", required=False, help="印发日期 / the day of issue, today unless given"),
    Field("summary", "personal", required=False, help="意见采纳情况 / what became of the comments"),
)


class Issue(Stage):
    """``grants`` names the title that the issued policy is: it takes effect, and expires with its validity.

    Late comments are still taken here, marked late.
    """

    kind: Literal["issue"] = "issue"
    grants: Identifier

    def plan(self, scope: Scope) -> Fragment:
        """One state: a draft whose consultation is over. It is issued, or shelved."""
        here = scope.state(
            self, owner=self.by.given, due=scope.due(self),
            waits=None if self.due else "待印发，通知未规定期限 / to be issued, no deadline is stated",
        )  # fmt: skip
        by = (self.by.given,)
        possible = Need(
            f"issue_possible:{self.id}",
            "印发日须在征求意见结束之后、不晚于今天，施行日不得早于印发日 / issued after the consultation and not after"
            " today; in effect not before it is issued",
        )
        late = (
            way
            for stage in scope.procedure.stages
            if isinstance(stage, Consultation)
            for way in commenting(stage, here.id)
        )
        ways = (
            *late,
            Transition(
                "issue", "issued", here.id, outcome("issued"), by, _FORMAL, (possible,),
                effects=(Effect("grant_title", {"title": self.grants}), Effect("record_issue")),
                letters=(LetterRule("policy_issued", by),), origin=self.source,
            ),
            Transition(
                "shelve", "shelved", here.id, outcome("not_issued"), by, (REASON,),
                letters=(LetterRule("policy_shelved", by),), origin=self.source,
            ),
        )  # fmt: skip
        ends = {"issued": End("issued", "granted"), "not_issued": scope.end("not_issued")}
        return Fragment((here,), ways, ends, {})
