"""The machine of a title (称号): a certified cluster, base or zone, or a policy in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statemachines.compile import build
from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.stage import Stage
from statemachines.effects import Effect
from statemachines.machine import CLOCK, DueRule, End, Field, LetterRule, Procedure, State, Transition
from statemachines.stages.review import REASON
from statemachines.standing import recomputing, set_by_caller

__all__ = ["EFFECTIVE", "EXPIRES", "Life", "title_machine"]

EFFECTIVE, EXPIRES = "title.effective", "title.expires"


@dataclass(frozen=True)
class Life:
    """How a title lives: whether it takes effect on a day of its own, whether it ends by itself, who is told then."""

    takes_effect: bool = False
    expires: bool = False
    told: tuple[str, ...] = ()


def title_machine(
    programme: str,
    title: str,
    assessed: tuple[str, Definition[Stage]] | None,
    life: Life | None = None,
    opens: Mapping[str, Definition[Stage]] = MappingProxyType({}),
) -> Procedure:
    """A title (称号): in force until it is revoked, or until the clock ends it with its term of validity.

    A policy is issued before it takes effect. Where a procedure is started by the clock, it opens cases about the
    title; those that a body begins when it sees fit are in ``opens``.
    """
    life = life or Life()
    assess_id, assess = assessed or ("", None)
    due = None
    if assess is not None and assess.starts.every is not None:
        due = set_by_caller("title.assess", "open_assessment", assess.starts.every.assumed)
    in_force = State(
        "in_force", "", "有效 / in force", CLOCK if due else None, due=due, waits="有效 / in force"
    )
    ends = [State("revoked", "", "已取消 / revoked", end=End("revoked", "revoked"))]
    if life.expires:
        ends.append(State("expired", "", "已失效 / expired", end=End("expired", "expired")))
    alive = [*([_issued()] if life.takes_effect else []), in_force]
    ways = [
        *(way for state in alive for way in _ending(state.id, life)),
        *([_effect(life)] if life.takes_effect else []),
        *(_assessing(assess_id, assess) if due and assess else ()),
        *(_opening(key, procedure) for key, procedure in opens.items()),
    ]
    return build(
        programme=programme,
        id=f"title.{title}",
        name="称号 / title",
        initial=alive[0].id,
        states={state.id: state for state in (*alive, *ends)},
        transitions=tuple(ways),
        overall=_term() if life.expires else None,
    )


def _issued() -> State:
    due = set_by_caller(EFFECTIVE, "take_effect")
    return State("issued", "", "已印发，未施行 / issued, not in effect yet", CLOCK, due=due)


def _term() -> DueRule:
    """The last day of its validity: the corresponding day of the year in which it ends (Civil Code 202)."""
    return set_by_caller(EXPIRES, "expire")


def _effect(life: Life) -> Transition:
    letters = (LetterRule("took_effect", life.told),) if life.told else ()
    return Transition("take_effect", "took_effect", "issued", "in_force", (CLOCK,), letters=letters)


def _ending(state: str, life: Life) -> Iterator[Transition]:
    yield Transition("revoke", "revoked", state, "revoked", ("case",), via="case")
    if life.expires:
        letters = (LetterRule("expired", life.told),) if life.told else ()
        effects = (Effect("expire_title"),)
        yield Transition("expire", "expired", state, "expired", (CLOCK,), effects=effects, letters=letters)


def _opening(key: str, procedure: Definition[Stage]) -> Transition:
    return Transition(
        f"open_{key}", f"{key}_opened", "in_force", None, (procedure.starts.by,),
        effects=(Effect("open_case", {"procedure": key}),), origin=procedure.starts.source,
    )  # fmt: skip


def _assessing(assess_id: str, assess: Definition[Stage]) -> Iterator[Transition]:
    opens = Effect("open_case", {"procedure": assess_id})
    yield Transition(
        "open_assessment", "assessment_opened", "in_force", None, (CLOCK,), effects=(opens, Effect("next_due")),
        origin=assess.starts.source,
    )  # fmt: skip
    kind = Field("kind", "text", required=False, help="考评种类 / the kind of assessment")
    yield Transition(
        "open_assessment_out_of_turn", "assessment_opened_out_of_turn", "in_force", None,
        (assess.supervised_by.given,), (kind, REASON), effects=(opens,), origin=assess.starts.source,
    )  # fmt: skip
    yield recomputing("in_force")
