"""Submission (申报): a party hands in figures and papers."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope
from statemachines.machine import Field, LetterRule, Need, Transition

__all__ = ["PROVIDES", "Submission"]

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


class Submission(Stage):
    """A party submits ``to`` a body; the first one of a procedure also checks bans, duplicates and the open round."""

    kind: Literal["submission"] = "submission"
    to: Identifier

    def plan(self, scope: Scope) -> Fragment:
        """One state, where papers and figures are gathered until they are complete and submitted."""
        first = scope.procedure.stages[0].id == self.id
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        provide = Transition(
            "provide",
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
            effects=RECORDS,
            letters=(
                LetterRule("submission_received", (self.by.given,)),
                LetterRule("action_needed", (self.to,)),
            ),
            origin=self.source,
        )
        return Fragment((here,), (provide, submit), {}, {here.id: NEXT})

    def _needs(self) -> tuple[Need, ...]:
        complete = Need(f"materials_complete:{self.id}", "材料不齐 / papers are missing")
        in_time = Need("in_time", "已过申报期限 / the deadline has passed")
        return (complete, in_time) if self.late.given in ("refuse", "lapse") else (complete,)


def _entry_needs(scope: Scope) -> tuple[Need, ...]:
    needs = []
    if scope.procedure.starts.in_ == "round":
        needs.append(Need("round_open", "批次未开放 / the round is not open"))
    if not scope.procedure.needs:
        needs.append(
            Need("not_banned", "申报主体或对象在禁止申报期内 / the applicant or the object is banned")
        )
        needs.append(
            Need("no_duplicate", "同一对象已有在办申报或有效称号 / the object has an open case or a title")
        )
    return tuple(needs)
