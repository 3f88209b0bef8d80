"""Disbursement (拨付): every body that bears a share of an award pays it and records that it has."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import Fragment, Scope, outcome
from statemachines.machine import Field, LetterRule, Need, Transition

__all__ = ["Disbursement"]

_PAID = (
    Field("paid_on", "date", help="拨付日期 / the day it was paid"),
    Field("voucher", "text", required=False, help="拨付文件或凭证号 / number of the voucher"),
)


class Disbursement(Stage):
    """``by`` has to see to it; who pays which share, the funding of the programme says."""

    kind: Literal["disbursement"] = "disbursement"

    def plan(self, scope: Scope) -> Fragment:
        """One state: payments are contributions, in any order; the last one ends the case."""
        last, payers = f"last_share:{self.id}", self.payers(scope)
        here = scope.state(self, owner=self.by.given, due=scope.due(self), also=payers)
        mine = Need(f"own_share_open:{self.id}", "贵单位没有待拨付的份额 / no share of yours is to be paid")
        dated = Need(f"paid_on_possible:{self.id}", "拨付日期不得晚于今天 / not paid after today")
        ways = tuple(
            Transition(
                "pay", "share_paid" if target is None else "paid", here.id, target, payers, _PAID, (mine, dated),
                when={last: target is not None}, effects=(Effect("record_payment"),),
                letters=(LetterRule("share_paid", (scope.applicant,)),), origin=self.source,
            )
            for target in (None, outcome("paid"))
        )  # fmt: skip
        return Fragment((here,), ways, {"paid": scope.end("paid")}, {})

    def payers(self, scope: Scope) -> tuple[str, ...]:
        """Every body that bears a share of some claim."""
        funding = scope.programme.funding
        if funding is None:
            return ()
        shares = (*funding.shares, *(share for each in funding.exceptions for share in each.shares))
        return tuple(dict.fromkeys(share.by for share in shares))
