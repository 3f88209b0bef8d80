"""Publicity (公示): a list stands in public for its window; an objection holds only its own entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Setting

from statemachines.definition.base import Identifier, Sourced
from statemachines.definition.stage import Stage
from statemachines.definition.time import Period
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope, outcome
from statemachines.machine import CLOCK, PUBLIC, DueRule, Field, LetterRule, Need, Transition
from statemachines.stages.review import REASON

__all__ = ["ANONYMOUS", "Objections", "Publicity"]

Asked = Literal["required", "optional"]
ANONYMOUS = "未写须实名的，不要求实名 / where nothing is said, no name is needed"
WITHOUT = "未写须附证据的，不要求证据 / where nothing is said, no evidence is needed"


WHO = "真实姓名（单位名称）及联系方式 / real name of the person or organisation, and how to reach them"
EVIDENCE = "证据文件的 SHA-256 / SHA-256 of the files of evidence"


class Objections(Sourced):
    """What an objection is measured by: whether the conditions are still met, not whether the objector was right."""

    keep_if: Value[Literal["conditions_met"]]
    real_name: Value[Asked] = Setting(
        default=Value[Asked].model_construct(is_="optional", assumed=ANONYMOUS),
        description="required: an objection without the name of who objects is not taken",
    )
    evidence: Value[Asked] = Setting(
        default=Value[Asked].model_construct(is_="optional", assumed=WITHOUT),
        description="required: an objection without evidence is not taken",
    )


class Publicity(Stage):
    """``list`` is published at ``where`` for ``length``; ``count_publication_day`` counts that day itself (X3)."""

    kind: Literal["publicity"] = "publicity"
    list: Identifier
    where: Value[str]
    length: Value[Period]
    count_publication_day: Value[bool]
    objection: Objections

    def plan(self, scope: Scope) -> Fragment:
        """Waiting for the list, standing in public, held by an objection."""
        by = (self.by.given,)
        wait = scope.state(
            self, owner=by[0], name="待公示 / to be published", waits="名单待公示 / the list is not out"
        )
        out = scope.state(
            self, "open", name="公示中 / in public", waits="公示期 / the publicity period of the list"
        )
        held = scope.state(
            self, "held", name="异议核实 / objection", owner=by[0], waits="核实异议 / objection verified"
        )
        settle = (Field("objection", "text", help="异议编号 / number of the objection"), REASON)
        held_open = {"window_open": True, "other_objections": False}
        held_shut = {"window_open": False, "other_objections": False}
        settled = Effect("settle_objection", {"met": True})
        ways = (
            Transition(
                "publish", "published", wait.id, out.id, by, via="list",
                letters=(LetterRule("publicity_opened", scope.applicants),), origin=self.source,
            ),
            Transition("close_publicity", "publicity_closed", out.id, NEXT, (CLOCK,), via="list", origin=self.source),
            *self._objection(out.id, held.id),
            *self._objection(held.id, None),
            *(
                Transition(
                    "keep_entry", "entry_kept", held.id, target, by, settle, when=when, effects=(settled,),
                    letters=(LetterRule("objection_settled", (scope.applicant,)),), origin=self.objection.source,
                )
                for target, when in ((None, {"other_objections": True}), (out.id, held_open), (NEXT, held_shut))
            ),
            Transition(
                "drop_entry", "entry_dropped", held.id, outcome("dropped"), by, settle,
                effects=(Effect("settle_objection", {"met": False}), Effect("drop_from_list", {"list": self.list})),
                letters=(LetterRule("dropped_from_list", (scope.applicant,)),), origin=self.objection.source,
            ),
        )  # fmt: skip
        return Fragment((wait, out, held), ways, {"dropped": scope.end("dropped")}, {})

    def _objection(self, here: str, target: str | None) -> Iterator[Transition]:
        """The public objects on the pages, with files; who publishes enters what came by letter."""
        rules = self.objection
        words = (
            Field("text", "personal", help="异议内容 / the objection"),
            Field("objector", "personal", required=rules.real_name.given == "required", help=WHO),
        )
        evidence = Field("evidence", "texts", required=rules.evidence.given == "required", help=EVIDENCE)
        window = Need("window_open", "公示期已满 / the publicity period is over")
        effect = Effect("record_objection", {"list": self.list})
        for by, fields in ((PUBLIC, (*words, evidence)), (self.by.given, words)):
            yield Transition(
                "object", "objected", here, target, (by,), fields, needs=(window,), effects=(effect,),
                letters=(LetterRule("objection_received", (self.by.given,)),), origin=self.source,
            )  # fmt: skip

    def window(self, procedure_id: str) -> DueRule:
        """The publicity period as a rule of time of the list."""
        asked = self.length.ask == "round"
        return DueRule(
            id="publicity",
            when=self.length.is_,
            late="proceed",
            ask=self.length.ask,
            setting=f"{procedure_id}.{self.id}.length" if asked else "",
            suggest=self.length.suggest,
            assumed=self.length.assumed,
            count_first_day=self.count_publication_day.given,
            action="close_publicity",
        )
