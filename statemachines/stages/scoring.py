"""Expert scoring (专家评审): a drawn panel scores or gives opinions, sealed until the panel is complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Setting
from pydantic import model_validator

from statemachines.definition.base import Identifier, Strict, chinese, english
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope
from statemachines.machine import CLOCK, DueRule, Field, LetterRule, Need, State, Transition

__all__ = ["COMMENT", "POINTS", "Criterion", "Disagreement", "Panel", "Scoring"]

POINTS, COMMENT = "points.", "comment."  # of the names of the fields that an item of the rubric has
WHOLE = 100


class Disagreement(Strict):
    """Experts disagree when the standard deviation of their scores is beyond ``beyond``; ``further`` may then join."""

    beyond: float = Setting(gt=0, description="points")
    further: int = Setting(
        default=1, ge=0, le=5, description="how many more experts may be drawn, one at a time"
    )


class Panel(Strict):
    """How the panel is made up: its size, who is recused, how scores are combined."""

    size: int = Setting(ge=1, le=15)
    recused_years: int = Setting(
        default=3, ge=0, description="a tie that ended within so many years still recuses"
    )
    combine: Literal["mean", "trimmed_mean"] = "mean"
    disagreement: Disagreement | None = None


class Criterion(Strict):
    """One item of the rubric (评分细则): what is judged, and how many of the 100 points it can give."""

    name: str
    weight: int = Setting(ge=1, le=WHOLE, description="points it gives at most")


class Scoring(Stage):
    """The organiser freezes a pool, the draw waits for the next daily seal, experts score, scores are unsealed.

    Before anything else each of the panel declares a tie or none. With a ``rubric`` the score is the sum of its items.
    """

    kind: Literal["scoring"] = "scoring"
    organised_by: Value[Identifier]
    result: Value[Literal["score", "opinion"]]
    panel: Value[Panel]
    rubric: Value[dict[Identifier, Criterion]] | None = Setting(
        default=None, description="what is scored, item by item; the weights make 100 together"
    )

    @model_validator(mode="after")
    def _whole(self) -> Scoring:
        items = self.items
        if items and self.result.given != "score":
            raise ValueError("'rubric' goes with 'result: score': opinions have no points")
        total = sum(each.weight for each in items.values())
        if items and total != WHOLE:
            raise ValueError(f"the weights of 'rubric' make {total} together; let them make {WHOLE}")
        return self

    @property
    def items(self) -> dict[Identifier, Criterion]:
        """The items of the rubric, in their order; none where a single figure is given."""
        return self.rubric.given if self.rubric else {}

    def plan(self, scope: Scope) -> Fragment:
        """Three states: forming the panel, waiting for the draw, scoring."""
        organiser = (self.organised_by.given,)
        form = scope.state(
            self, owner=organiser[0], name="组建专家组 / forming the panel", waits="组建专家组 / panel"
        )
        draw = self._draw(scope)
        open_ = scope.state(
            self, "open", owner=self.by.given, name="评审 / scoring", due=scope.due(self, "open", value=self.due),
        )  # fmt: skip
        ways = (
            Transition(
                "freeze_panel", "panel_frozen", form.id, draw.id, organiser,
                needs=(Need(f"panel_possible:{self.id}", "可用专家不足 / too few experts without a tie"),),
                effects=(self._effect("freeze_panel"),), origin=self.source,
            ),
            Transition(
                "draw_panel", "panel_drawn", draw.id, open_.id, (CLOCK, *organiser),
                needs=(Need(f"sealed_after_freeze:{self.id}", "须待冻结后首个日封存 / the seal is not there yet"),),
                effects=(self._effect("draw_panel"),),
                letters=self._invites(), origin=self.source,
            ),
            self._declaration(open_.id),
            *self._scores(open_.id),
            self._recusal(open_.id),
        )  # fmt: skip
        return Fragment((form, draw, open_), ways, {}, {open_.id: NEXT})

    def _draw(self, scope: Scope) -> State:
        from calendars import Unit
        from statemachines.definition.time import Length

        rule = DueRule(f"{self.id}.draw", Length(0, Unit.CALENDAR), "proceed", action="draw_panel")
        return scope.state(self, "draw", name="等待抽取 / waiting for the draw", owner=CLOCK, due=rule)

    def _effect(self, name: str) -> Effect:
        weights = {key: each.weight for key, each in self.items.items()}
        panel = self.panel.given.model_dump()
        return Effect(name, {"stage": self.id, "result": self.result.given, "weights": weights, **panel})

    def _scores(self, here: str) -> tuple[Transition, ...]:
        what = tuple(self._what())
        mine = (
            Need(
                f"own_score_open:{self.id}",
                "不是本组专家或已提交 / not a member of the panel, or already scored",
            ),
            Need(
                f"conflict_declared:{self.id}", "须先声明有无回避情形 / declare first whether there is a tie"
            ),
        )
        complete, disagree, further = (
            f"scores_complete:{self.id}",
            f"scores_disagree:{self.id}",
            f"further_left:{self.id}",
        )
        seal, unseal = self._effect("seal_score"), self._effect("unseal_scores")

        def way(target: str | None, when: dict[str, bool], *more: Effect) -> Transition:
            joins = any(effect.name == "draw_further" for effect in more)
            return Transition(
                "score", "scored" if target is None else "scoring_completed", here, target, (self.by.given,), what,
                needs=mine, when=when, effects=(seal, *more), letters=self._invites() if joins else (),
                origin=self.source,
            )  # fmt: skip

        if self.panel.given.disagreement is None:
            return (way(None, {complete: False}), way(NEXT, {complete: True}, unseal))
        return (
            way(None, {complete: False}),
            way(NEXT, {complete: True, disagree: False}, unseal),
            way(None, {complete: True, disagree: True, further: True}, self._effect("draw_further")),
            way(NEXT, {complete: True, disagree: True, further: False}, unseal),
        )

    def _what(self) -> Iterator[Field]:
        """What an expert gives: points item by item or one figure, or an opinion; and words."""
        for key, each in self.items.items():
            yield Field(f"{POINTS}{key}", "number", help=f"0–{each.weight}", label=each.name)
            words = f"评语：{chinese(each.name)} / comment: {english(each.name)}"
            yield Field(f"{COMMENT}{key}", "personal", required=False, label=words)
        if self.result.given == "opinion":
            yield Field("supports", "flag", help="同意与否 / in favour or not")
        elif not self.items:
            yield Field("score", "number", help="0–100")
        yield Field("opinion", "personal", required=self.result.given == "opinion")

    def _declaration(self, here: str) -> Transition:
        """Nobody sees what the applicant has sent in before saying that nothing ties them to it."""
        return Transition(
            "declare_no_conflict", "no_conflict_declared", here, None, (self.by.given,),
            needs=(
                Need(f"own_score_open:{self.id}", "不是本组专家或已提交 / not a member, or already scored"),
                Need(f"conflict_undeclared:{self.id}", "已声明 / declared before"),
            ),
            effects=(self._effect("declare_no_conflict"),), origin=self.source,
        )  # fmt: skip

    def _recusal(self, here: str) -> Transition:
        return Transition(
            "recuse", "recused", here, None, (self.by.given,),
            (Field("reason", "personal", help="回避理由 / the tie"),),
            needs=(
                Need(f"own_score_open:{self.id}", "不是本组专家或已提交 / not a member, or already scored"),
                Need(f"replacement_left:{self.id}", "无人可替补 / nobody is left to take the place"),
            ),
            effects=(self._effect("recuse_expert"),), letters=self._invites(), origin=self.source,
        )  # fmt: skip

    def _invites(self) -> tuple[LetterRule, ...]:
        """Whoever joins the panel is invited; those who were invited before are not asked twice."""
        return (LetterRule("panel_invitation", (self.by.given,)),)
