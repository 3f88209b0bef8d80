"""The machines of a round (批次) and of the programme itself."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.compile import build
from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import instead_of
from statemachines.machine import CLOCK, DueRule, End, Field, LetterRule, Need, Procedure, State, Transition
from statemachines.stages.review import REASON
from statemachines.standing import recomputing, set_by_caller

__all__ = ["programme_machine", "round_machine"]


def round_machine(programme: str, procedure_id: str, procedure: Definition[Stage]) -> Procedure:
    """A round (批次): open until its first stage's deadline; it warns when it is not over by the day expected."""
    body = procedure.supervised_by.given
    first = procedure.stages[0].due
    closes: DueRule | None = None
    if first:
        closes = _closing(procedure_id, procedure.stages[0].id, first)
    ends = procedure.ends_by
    over = set_by_caller("round.ends", "warn_not_over") if ends else None
    states = {
        "open": State(
            "open", "", "开放 / open", body, due=closes, waits=None if closes else "接受申报 / open"
        ),
        "closed": State(
            "closed", "", "截止 / closed", body, due=over, waits=None if over else "审核办理中 / in review"
        ),
        "over": State("over", "", "办结 / over", end=End("over", "none")),
    }
    ways = [
        Transition("close", "closed", "open", "closed", (CLOCK, body)),
        Transition(
            "finish",
            "finished",
            "closed",
            "over",
            (CLOCK, body),
            needs=(Need("all_cases_ended", "尚有在办件 / cases are open"),),
        ),
        recomputing("open", body),
        *_prolonging(body, procedure.stages[0].id, closes=closes is not None),
    ]
    if over:
        letters, source = (LetterRule("round_not_over", (body,)),), ends.source if ends else ()
        ways += [
            Transition(
                "warn_not_over", "warned_not_over", "closed", None, (CLOCK,), when={"all_cases_ended": False},
                letters=letters, origin=source,
            ),
            Transition(
                "warn_not_over", "was_over", "closed", None, (CLOCK,), when={"all_cases_ended": True}, origin=source
            ),
        ]  # fmt: skip
    return build(
        programme=programme,
        id=f"round.{procedure_id}",
        name="批次 / round",
        initial="open",
        states=states,
        transitions=tuple(ways),
        supervisor=body,
    )


def _prolonging(body: str, first: str, *, closes: bool) -> Iterator[Transition]:
    """A notice gives more time: open deadlines of the cases move, and the end of the round with its first stage."""
    fields = (
        Field("until", "date", help="延至 / the new last day"),
        Field("stage", "text", required=False, help="只延这一环节 / for this stage only"),
        Field("reason", "personal", help="理由 / the reason"),
    )
    noted, closing = Effect("prolong_round"), f"closing_moves:{first}"
    if closes:
        both = (Effect("extend_due"), noted)
        yield Transition(
            "extend", "extended", "open", None, (body,), fields, when={closing: True}, effects=both
        )
    when = {closing: False} if closes else {}
    yield Transition("extend", "extended", "open", None, (body,), fields, when=when, effects=(noted,))
    yield Transition("extend", "extended", "closed", None, (body,), fields, effects=(noted,))


def programme_machine(programme: str, procedure: Definition[Stage], *, digest: bool) -> Procedure:
    """A programme: it runs, every year it warns when no call was opened by the day expected, and it sends digests."""
    body = procedure.supervised_by.given
    due = set_by_caller("programme.call", "warn_no_call") if procedure.starts.call_opened else None
    states = {
        "running": State(
            "running", "", "运行 / running", CLOCK if due else None, due=due, waits="运行 / running"
        )
    }
    letters = (LetterRule("no_call_opened", (body,)),)
    ways: list[Transition] = [Transition("note", "noted", "running", None, (body, CLOCK), (REASON,))]
    if digest:
        day = Field("day", "date", help="日期 / the day")
        ways.append(Transition("send_digest", "digest_sent", "running", None, (CLOCK,), (day,)))
    if due:
        by_year = {"call_opened_this_year": False}
        ways += [
            Transition(
                "warn_no_call",
                "warned_no_call",
                "running",
                None,
                (CLOCK,),
                when=by_year,
                letters=letters,
                effects=(Effect("next_due"),),
            ),
            Transition(
                "warn_no_call",
                "call_was_opened",
                "running",
                None,
                (CLOCK,),
                when={"call_opened_this_year": True},
                effects=(Effect("next_due"),),
            ),
        ]
    return build(
        programme=programme,
        id="programme",
        name="项目 / programme",
        initial="running",
        states=states,
        transitions=tuple(ways),
        supervisor=body,
    )


def _closing(procedure_id: str, stage_id: str, due: Value[Due]) -> DueRule:
    """A round is open as long as its first stage takes submissions, on whichever route."""
    setting = f"{procedure_id}.{stage_id}.due" if due.ask == "round" else ""
    return DueRule(
        "round.closes", due.is_, "proceed", ask=due.ask, setting=setting, action="close", instead=instead_of(due),
        latest=True,
    )  # fmt: skip
