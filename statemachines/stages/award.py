"""Award (核定奖补): how much a claim gets, within the rule of its reward, less what other support has given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from statemachines.definition.base import Identifier
from statemachines.definition.programme import REWARD
from statemachines.definition.selector import selector_fact
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import Field, LetterRule, Need, Transition
from statemachines.stages.review import OPINION, REASON

__all__ = ["Award"]

_AMOUNT = Field("amount", "number", help="核定金额（元） / the amount decided, in yuan")
_ELSEWHERE = (
    Field(
        "elsewhere",
        "number",
        required=False,
        help="同一项目已获本市其他政策支持（元） / had of other policies",
    ),
    Field("elsewhere_policy", "text", required=False, help="其他政策名称 / the name of these policies"),
)


class Award(Stage):
    """The amount is computed, or decided by people up to its ceiling; who gets something goes onto ``list``."""

    kind: Literal["award"] = "award"
    list: Identifier

    def plan(self, scope: Scope) -> Fragment:
        """One state: awarded, nothing left to award, or refused."""
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        refuse = Transition(
            "refuse_award", "award_refused", here.id, outcome("not_awarded"), (self.by.given,), (REASON,),
            letters=(LetterRule("not_awarded", (scope.applicant,)),), origin=self.source,
        )  # fmt: skip
        ends = {name: scope.end(name) for name in ("covered_elsewhere", "not_awarded")}
        return Fragment((here,), (*self._awarding(here.id, scope), refuse), ends, {})

    def _awarding(self, here: str, scope: Scope) -> Iterator[Transition]:
        """A way for what people decide, one for what the rule computes; and for each, whether anything is left."""
        due = f"award_due:{self.id}"
        for asked, when in _by_people(scope):
            fields = (*((_AMOUNT,) if asked else ()), *_ELSEWHERE, OPINION)
            for left in (True, False):
                effects = (Effect("record_award", {"stage": self.id}),)
                target = NEXT if left else outcome("covered_elsewhere")
                yield Transition(
                    "award", "awarded" if left else "found_covered", here, target,
                    (self.by.given,), fields, self._needs(), when={**when, due: left},
                    effects=(*effects, Effect("add_to_list", {"list": self.list})) if left else effects,
                    letters=(LetterRule("awarded" if left else "covered_elsewhere", (scope.applicant,)),),
                    origin=self.source,
                )  # fmt: skip

    def _needs(self) -> tuple[Need, ...]:
        return (
            Need(
                f"award_computable:{self.id}",
                "缺少计算金额的数据或级别 / a figure or level the amount rests on is missing",
            ),
            Need(
                f"award_allowed:{self.id}",
                "金额须大于零、精确到分且不超过上限 / the amount is above zero, in whole fen, not above its ceiling",
            ),
            Need(
                f"elsewhere_told:{self.id}",
                "已获其他支持的，须写明金额和政策名称 / support from elsewhere is told by amount and policy",
            ),
            Need(f"yearly_place_free:{self.id}", "该年度名额已满 / the places of that year are used up"),
        )


def _by_people(scope: Scope) -> Iterator[tuple[bool, Mapping[str, bool]]]:
    """Whether people say how much, and for which claims that is so."""
    rewards = scope.programme.rewards.items()
    decided = tuple(key for key, each in rewards if each.amount and each.amount.by_people)
    computed = tuple(key for key, each in rewards if each.amount and not each.amount.by_people)
    if decided and computed:
        fact = selector_fact({REWARD: decided})
        yield from ((True, {fact: True}), (False, {fact: False}))
    else:
        yield bool(decided), {}
