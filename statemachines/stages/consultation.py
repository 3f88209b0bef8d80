"""Consultation (征求意见): the public comments on a draft within a printed window; what comes later is marked late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from pydantic import Field as Setting
from pydantic import model_validator

from statemachines.definition.stage import Stage
from statemachines.definition.time import Fixed
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import NEXT, Fragment, Scope
from statemachines.machine import CLOCK, PUBLIC, DueRule, Field, LetterRule, Need, Transition
from statemachines.stages.publicity import ANONYMOUS

__all__ = ["Consultation", "commenting"]


class Consultation(Stage):
    """Open from the day ``opens`` to the last day of ``due``, both included; ``by`` collects the comments.

    Comments come by one of the ``channels``, of which ``own`` is this system's own page.
    """

    kind: Literal["consultation"] = "consultation"
    opens: date = Setting(description="the first day, from 00:00")
    channels: tuple[str, ...] = Setting(min_length=1)
    own: str = Setting(description="the channel that a comment made on the public pages comes by")
    real_name: Value[Literal["required", "optional"]] = Setting(
        default=Value[Literal["required", "optional"]].model_construct(is_="optional", assumed=ANONYMOUS),
        description="required: a comment without the name of who makes it is not taken",
    )

    @model_validator(mode="after")
    def _a_window(self) -> Consultation:
        if self.due is None:
            raise ValueError("a consultation needs 'due', its last day")
        if self.own not in self.channels:
            raise ValueError(f"'own' is “{self.own}”: choose one of the channels, {', '.join(self.channels)}")
        return self

    def plan(self, scope: Scope) -> Fragment:
        """Waiting for its first day, and open; the clock opens and closes it."""
        begins = DueRule(
            f"{self.id}.opens", Fixed(self.opens - timedelta(days=1)), "proceed", action="open_consultation"
        )
        wait = scope.state(self, owner=CLOCK, name="待开始 / to begin", due=begins)
        out = scope.state(
            self, "open", owner=self.by.given, name="征求意见中 / open", due=self._window(scope)
        )
        ways = (
            Transition(
                "open_consultation", "consultation_opened", wait.id, out.id, (CLOCK,),
                letters=(LetterRule("consultation_opened", (self.by.given,)),), origin=self.source,
            ),
            *commenting(self, out.id),
            Transition(
                "close_consultation", "consultation_closed", out.id, NEXT, (CLOCK,),
                letters=(LetterRule("consultation_closed", (self.by.given,)),), origin=self.source,
            ),
        )  # fmt: skip
        return Fragment((wait, out), ways, {}, {})

    def _window(self, scope: Scope) -> DueRule:
        """The first day counts: the window is open from its beginning."""
        due = scope.due(self, "open", value=self.due, late="proceed")
        assert due is not None
        return replace(due, reminders=(), count_first_day=True, action="close_consultation")


def commenting(stage: Consultation, state: str) -> Iterator[Transition]:
    """Comments, taken in a state: in time or late, made by the public here, or recorded by who collects them.

    Who records one that came by mail or fax says on which day it was received: that day decides.
    """
    named = stage.real_name.given == "required"
    words = (
        Field("text", "personal", help="意见建议 / the comment"),
        Field("author", "personal", required=named, help="提出人及联系方式 / who comments"),
    )
    on_time, possible = f"received_in_time:{stage.id}", f"received_on_possible:{stage.id}"
    recorded = (
        Field("channel", "choice", choices=stage.channels, help="渠道 / how it came"),
        Field("received_on", "date", help="收到日期 / the day it was received"),
        *words,
    )
    need = Need(
        possible,
        "收到日期不得早于征求意见开始或晚于今天 / received before the consultation began, or after today",
    )
    for event, in_time in (("comment_received", True), ("late_comment_received", False)):
        effects = (Effect("record_comment", {"stage": stage.id, "late": not in_time}),)
        when = {on_time: in_time}
        yield Transition(
            "comment", event, state, None, (PUBLIC,), words, when=when, effects=effects, origin=stage.source
        )
        yield Transition(
            "record_comment", event, state, None, (stage.by.given,), recorded, (need,), when=when, effects=effects,
            origin=stage.source,
        )  # fmt: skip
