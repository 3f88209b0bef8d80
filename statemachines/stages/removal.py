"""Removal of a title (取消授牌): the holder is heard, the handling body proposes, another body agrees."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.base import Identifier, Sourced
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import Fragment, Scope, outcome
from statemachines.machine import End, Field, LetterRule, Transition
from statemachines.stages.review import OPINION, REASON

__all__ = ["Hearing", "Removal", "removal_fragment"]

Cause = Literal["rectification_refused", "failed_twice_running"]


class Hearing(Sourced):
    """The holder may state its case (陈述申辩) before removal is proposed."""

    by: Value[Identifier]
    within: Value[Due]


class Removal(Sourced):
    """``causes`` are the only events that may lead here; the linter holds the procedure against them."""

    causes: tuple[Cause, ...]
    hearing: Hearing
    proposed_by: Identifier
    approved_by: Identifier
    ends: Identifier


def removal_fragment(removal: Removal, stage: Stage, scope: Scope) -> Fragment:
    """Hearing, proposal and decision; the clock may close the hearing, never decide."""
    holder, proposer, office = removal.hearing.by.given, removal.proposed_by, removal.approved_by
    hear = scope.state(
        stage, "hearing", name="陈述申辩 / hearing of the holder", owner=holder,
        due=scope.due(stage, "hearing", value=removal.hearing.within, late="proceed", field="removal.hearing.within"),
    )  # fmt: skip
    propose = scope.state(
        stage, "proposal", name="拟取消授牌 / removal to be proposed", owner=proposer,
        waits="报请同意 / the proposal is being prepared",
    )  # fmt: skip
    decide = scope.state(
        stage, "removal", name="审议取消授牌 / decision on removal", owner=office,
        waits="通知未规定审批期限 / the notice gives the decision no deadline",
    )  # fmt: skip
    statement = Field("statement", "personal", help="陈述申辩意见 / what the holder states")
    origin = removal.source or stage.source
    ways = (
        Transition(
            "state_defence", "defence_stated", hear.id, propose.id, (holder,), (statement,),
            letters=(LetterRule("action_needed", (proposer,)),), origin=removal.hearing.source or origin,
        ),
        Transition(
            "propose_removal", "removal_proposed", propose.id, decide.id, (proposer,), (REASON,),
            letters=(LetterRule("action_needed", (office,)),), origin=origin,
        ),
        Transition(
            "agree_removal", "revoked", decide.id, outcome("revoked"), (office,), (OPINION,),
            effects=(Effect("end_title", {"title": removal.ends}),),
            letters=(LetterRule("revoked", (holder, proposer)),), origin=origin,
        ),
        Transition(
            "decline_removal", "removal_declined", decide.id, outcome("kept"), (office,), (REASON,),
            letters=(LetterRule("removal_declined", (holder, proposer)),), origin=origin,
        ),
    )  # fmt: skip
    ends = {"revoked": End("revoked", "revoked"), "kept": End("kept", "kept")}
    return Fragment((hear, propose, decide), ways, ends, {hear.id: propose.id})
