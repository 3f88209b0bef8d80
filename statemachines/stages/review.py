"""Review (审核): a body examines a case and passes it on, returns it for correction, or rejects it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Setting

from statemachines.definition.base import Identifier, Sourced
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due
from statemachines.definition.values import Value, plain
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import Field, LetterRule, Need, Transition
from statemachines.stages.submission import HANDED_IN, PROVIDES
from statemachines.stages.together import OwnCase, Until, by_all, in_own_case

__all__ = ["Returns", "Review"]

REASON = Field("reason", "personal", help="理由 / the reason, told to the applicant")
OPINION = Field("opinion", "personal", required=False, help="意见 / a remark for the record")


class Returns(Sourced):
    """Return for correction (退回补正): how long the applicant has, and how often it may happen."""

    within: Value[Due] | None = None
    at_most: int = Setting(default=3, ge=1, le=9)


class Review(Stage):
    """A review of any level: 初审, 复审 or 备案.

    ``checks`` names the criteria examined here (or all of them); ``attests`` what the body answers for; ``tells``
    who is told the outcome besides the applicant.
    """

    kind: Literal["review"] = "review"
    checks: Value[Literal["all"] | tuple[Identifier, ...]] | None = None
    hard: Value[bool] = Setting(default=plain(True), description="a failed criterion bars acceptance")
    attests: tuple[str, ...] = ()
    returns: Value[Returns] | None = None
    tells: Identifier | None = None
    until: Value[Until] = Setting(
        default=plain("first"), description="each: in a joint application the body of every place accepts"
    )
    self_review: Value[OwnCase] = plain("allow")

    def plan(self, scope: Scope) -> Fragment:
        """The state of the review itself, and one for a case returned for correction."""
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        body = (self.by.given,)
        told = (
            (scope.applicant, self.tells)
            if self.tells and self.tells != scope.applicant
            else (scope.applicant,)
        )
        own, flags = in_own_case(self.id, self.self_review, "self_review")
        accept = Transition(
            "accept", "accepted", here.id, NEXT, body, self._accept_fields(), needs=(*self._needs(), *own),
            effects=(Effect("record_attestation", {"attests": list(self.attests)}),) if self.attests else (),
            letters=(LetterRule("review_passed", told),), origin=self.source, flags=flags,
        )  # fmt: skip
        accepts = by_all(accept, self.id, self.until.given)
        reject = Transition(
            "reject", "rejected", here.id, outcome("rejected"), body, (REASON,),
            letters=(LetterRule("rejected", told),), origin=self.source,
        )  # fmt: skip
        judged = judging(self, here.id, scope) if self.checks else ()
        ends = {"rejected": scope.end("rejected")}
        if self.returns is None:
            return Fragment((here,), (*accepts, *judged, reject), ends, {here.id: NEXT})
        back = scope.state(
            self, "returned", name="退回补正 / returned for correction", owner=scope.applicant,
            waits="补正 / correction",
            due=scope.due(self, "returned", value=self.returns.given.within, late="accept", field="returns.within"),
        )  # fmt: skip
        ways = (*accepts, *judged, *self._correction(here.id, back.id, scope), reject)
        return Fragment((here, back), ways, ends, {here.id: NEXT, back.id: here.id})

    def _accept_fields(self) -> tuple[Field, ...]:
        attests = (Field("attests", "texts", choices=self.attests, help="核实无误的事项 / what is attested"),)
        return (*(attests if self.attests else ()), OPINION)

    def _needs(self) -> tuple[Need, ...]:
        needs = []
        if self.checks and self.hard.given:
            needs.append(
                Need(f"criteria_met:{self.id}", "条件未满足或未核验 / a criterion fails or was not judged")
            )
        if self.attests:
            needs.append(Need("payload.attests", "未就全部事项负责 / not everything is attested"))
        if self.late.given == "refuse":
            needs.append(Need("in_time", "已过期限 / the deadline has passed"))
        return tuple(needs)

    def _correction(self, here: str, back: str, scope: Scope) -> tuple[Transition, ...]:
        assert self.returns is not None
        limit = Need(
            f"visits_left:{back}:{self.returns.given.at_most}", "退回次数已满 / returned too often already"
        )
        clock = Field(
            "clock",
            "choice",
            choices=("continue", "restart"),
            help="审核期限续计或重计 / how the clock goes on",
        )
        return (
            Transition(
                "return_for_correction", "returned_for_correction", here, back, (self.by.given,), (REASON, clock),
                needs=(limit,), stops_clock=True,
                letters=(LetterRule("returned_for_correction", (scope.applicant,)),), origin=self.returns.given.source,
            ),
            Transition(
                "resubmit", "resubmitted", back, here, (scope.applicant,), PROVIDES, resumes_clock=True,
                effects=HANDED_IN, letters=(LetterRule("action_needed", (self.by.given,)),), origin=self.source,
            ),
            Transition(  # nobody waits for ever for a correction that does not come
                "reject", "rejected", back, outcome("rejected"), (self.by.given,), (REASON,),
                needs=(Need("overdue", "补正期限未满 / the time for the correction is not over"),),
                letters=(LetterRule("rejected", (scope.applicant,)),), origin=self.returns.given.source,
            ),
        )  # fmt: skip


def judging(stage: Review, state: str, scope: Scope) -> tuple[Transition, ...]:
    """The contributions of a review: judging a criterion, asking for a waiver, waiving, overriding a soft rule."""
    body = (stage.by.given,)
    criterion = Field("criterion", "text", help="条件 / id of the criterion")
    judge = Transition(
        "judge", "judged", state, None, body,
        (Field("findings", "records", help="criterion, met, reason"),), effects=(Effect("record_findings"),),
        origin=stage.source,
    )  # fmt: skip
    override = Transition(
        "override_soft", "soft_rule_overridden", state, None, body, (criterion, REASON),
        effects=(Effect("record_override"),), origin=stage.source,
    )  # fmt: skip
    return (judge, override, *_waiving(stage, state, scope))


def _waiving(stage: Review, state: str, scope: Scope) -> Iterator[Transition]:
    """Waivers: the body that may waive does, one below it asks for it (A4-2)."""
    may = {waiver.by.given == stage.by.given for waiver in scope.programme.waivers}
    fields = (Field("criterion", "text", help="条件 / id of the criterion"), REASON)
    need = Need("waiver_allowed", "该条件或领域不可放宽 / this criterion or field cannot be waived")
    origin = tuple(source for waiver in scope.programme.waivers for source in waiver.source)
    for mine in sorted(may, reverse=True):
        action, event = ("waive", "waived") if mine else ("request_waiver", "waiver_requested")
        effects = (Effect("record_waiver", {"requested": not mine}),)
        yield Transition(
            action, event, state, None, (stage.by.given,), fields, (need,), effects=effects, origin=origin
        )
