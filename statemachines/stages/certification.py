"""Certification (认定): the title is granted, with a plaque or a formal letter."""

from __future__ import annotations

from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value, plain
from statemachines.effects import Effect
from statemachines.fragments import Fragment, Scope, outcome
from statemachines.machine import End, Field, LetterRule, Transition

__all__ = ["Certification"]

NUMBERS = {"plaque": "牌匾编号 / number of the plaque", "letter": "函号 / number of the formal letter"}


class Certification(Stage):
    """``grants`` names the title; ``gives`` what is handed over with it, each with a number where ``numbered``."""

    kind: Literal["certification"] = "certification"
    grants: Identifier
    gives: tuple[Literal["plaque", "letter"], ...] = ()
    numbered: Value[bool] = plain(False)

    def plan(self, scope: Scope) -> Fragment:
        """One state; certifying ends the case and begins the title."""
        here = scope.state(
            self,
            owner=self.by.given,
            due=scope.due(self),
        )
        fields = tuple(
            Field(f"{thing}_no", "text", required=self.numbered.given, help=NUMBERS[thing])
            for thing in self.gives
        )
        certify = Transition(
            "certify", "certified", here.id, outcome("certified"), (self.by.given,), fields,
            effects=(Effect("grant_title", {"title": self.grants}),),
            letters=(LetterRule("certified", (scope.applicant, self.by.given)),), origin=self.source,
        )  # fmt: skip
        return Fragment((here,), (certify,), {"certified": End("certified", "granted")}, {})
