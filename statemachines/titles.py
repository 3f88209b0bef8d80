"""The machine of a title (称号)."""

from __future__ import annotations

from statemachines.compile import build
from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.machine import CLOCK, End, Field, Procedure, State, Transition
from statemachines.stages.review import REASON
from statemachines.standing import recomputing, set_by_caller

__all__ = ["title_machine"]


def title_machine(
    programme: str, title: str, assess_id: str | None, assess: Definition[Stage] | None
) -> Procedure:
    """A title (称号): in force until revoked; where a procedure is started by the clock, it opens cases about it."""
    due = None
    if assess is not None and assess.starts.every is not None:
        due = set_by_caller("title.assess", "open_assessment", assess.starts.every.assumed)
    states = {
        "in_force": State(
            "in_force", "", "有效 / in force", CLOCK if due else None, due=due, waits="有效 / in force"
        ),
        "revoked": State("revoked", "", "已取消 / revoked", end=End("revoked", "revoked")),
    }
    ways = [Transition("revoke", "revoked", "in_force", "revoked", ("case",), via="case")]
    if due and assess:
        effects = (Effect("open_case", {"procedure": assess_id}), Effect("next_due"))
        body = assess.supervised_by.given
        ways.append(
            Transition(
                "open_assessment",
                "assessment_opened",
                "in_force",
                None,
                (CLOCK,),
                effects=effects,
                origin=assess.starts.source,
            )
        )
        kind = Field("kind", "text", required=False, help="考评种类 / the kind of assessment")
        ways.append(
            Transition(
                "open_assessment_out_of_turn",
                "assessment_opened_out_of_turn",
                "in_force",
                None,
                (body,),
                (kind, REASON),
                effects=(Effect("open_case", {"procedure": assess_id}),),
                origin=assess.starts.source,
            )
        )
        ways.append(recomputing("in_force"))
    return build(
        programme=programme,
        id=f"title.{title}",
        name="称号 / title",
        initial="in_force",
        states=states,
        transitions=tuple(ways),
    )
