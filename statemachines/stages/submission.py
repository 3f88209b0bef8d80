"""Submission (申报): a party hands in figures and papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value, plain
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope
from statemachines.machine import Field, LetterRule, Need, Transition

__all__ = ["HANDED_IN", "PROVIDE", "PROVIDES", "RECORDS", "TABLES", "UNDER", "Submission"]

UNDER = {  # why nothing can be applied for under a title, as a fact that fails and what to say then
    "title_granted": "政策尚未正式印发，征求意见稿不能作为依据 / not issued yet: a draft gives no right to anything",
    "title_begun": "政策尚未施行 / not in effect yet",
    "title_running": "政策已失效或已取消 / expired or revoked",
}

PROVIDE = "provide"  # the action that gathers papers and figures before they are handed in
PROVIDES = (
    Field(
        "materials", "records", required=False, help="papers handed in: material, form, copies, file_name, …"
    ),
    Field(
        "indicators",
        "records",
        required=False,
        help="figures stated: indicator, value, unit, period, planned",
    ),
)
RECORDS = (Effect("record_materials"), Effect("record_indicators"))
TABLES = Effect("record_tables")  # drafts of tables become what was handed in
HANDED_IN = (*RECORDS, TABLES)


class Submission(Stage):
    """A party submits ``to`` a body; the first one of a procedure also checks bans, duplicates and the open round.

    ``signed_by`` says whether, of a joint application, the lead applicant alone hands it in or each has to agree.
    """

    kind: Literal["submission"] = "submission"
    to: Identifier
    signed_by: Value[Literal["lead", "each"]] = plain("lead")

    def plan(self, scope: Scope) -> Fragment:
        """One state, where papers and figures are gathered until they are complete and submitted."""
        first = next(stage for stage in scope.procedure.stages if stage.held).id == self.id
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        provide = Transition(
            PROVIDE,
            "provided",
            here.id,
            None,
            (self.by.given,),
            PROVIDES,
            effects=RECORDS,
            origin=self.source,
        )
        submit = Transition(
            "submit",
            "submitted",
            here.id,
            NEXT,
            (self.by.given,),
            PROVIDES,
            needs=(*(_entry_needs(scope) if first else ()), *self._needs()),
            effects=HANDED_IN,
            letters=(
                LetterRule("submission_received", (self.by.given,)),
                LetterRule("action_needed", (self.to,)),
            ),
            origin=self.source,
        )
        return Fragment((here,), (provide, submit, *self._signing(here.id, scope)), {}, {here.id: NEXT})

    def _signing(self, here: str, scope: Scope) -> tuple[Transition, ...]:
        """Nobody becomes a joint applicant without saying so."""
        joint = scope.programme.party("joint")
        if self.signed_by.given == "lead" or joint is None:
            return ()
        signed = Need(f"own_signature:{self.id}", "本单位已确认 / your organisation has confirmed already")
        return (
            Transition(
                "join", "joined", here, None, (joint,), needs=(signed,), origin=self.source,
                effects=(Effect("contribute", {"stage": self.id, "kind": "signature"}),),
            ),
        )  # fmt: skip

    def _needs(self) -> tuple[Need, ...]:
        needs = [Need(f"materials_complete:{self.id}", "材料不齐 / papers are missing")]
        if self.signed_by.given == "each":
            needs.append(
                Need(f"all_signed:{self.id}", "联合申报单位未全部确认 / not all joint applicants agree")
            )
        if self.late.given in ("refuse", "lapse"):
            needs.append(Need("in_time", "已过申报期限 / the deadline has passed"))
        return tuple(needs)


def _entry_needs(scope: Scope) -> tuple[Need, ...]:
    needs = [*_basis(scope)]
    if scope.procedure.starts.in_ == "round":
        needs.append(Need("round_open", "批次未开放 / the round is not open"))
    if not scope.procedure.needs:
        needs.append(
            Need("not_banned", "申报主体或对象在禁止申报期内 / the applicant or the object is banned")
        )
        needs.append(_single(scope))
    return tuple(needs)


def _basis(scope: Scope) -> Iterator[Need]:
    """What the case rests on, such as a policy: a draft gives no right, neither does one that has expired."""
    under = scope.procedure.rests_on
    if under:
        yield Need(f"title_granted:{under}", UNDER["title_granted"])
        yield Need(f"title_begun:{under}", UNDER["title_begun"])
        yield Need(f"title_running:{under}", UNDER["title_running"])


def _single(scope: Scope) -> Need:
    """One object, one application; for rewards: one claim of the same reward for the same project."""
    if any(stage.kind == "award" for stage in scope.procedure.stages):
        return Need("reward_free", "该奖项已申报，或一次性奖励已兑现 / claimed already, or given once before")
    return Need("no_duplicate", "同一对象已有在办申报或有效称号 / the object has an open case or a title")
