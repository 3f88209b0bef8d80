"""The machines of what is not a case: lists, rounds, titles and the programme itself."""

from __future__ import annotations

from statemachines.compile import build
from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.machine import CLOCK, DueRule, End, Field, LetterRule, Need, Procedure, State, Transition
from statemachines.stages.publicity import Publicity
from statemachines.standing import recomputing

__all__ = ["list_machine", "programme_machine", "registers", "round_machine", "title_machine"]

Machines = dict[str, Procedure]

_REASON = Field("reason", "personal", help="理由 / the reason")
_WINDOW = (
    Field(
        "published_on", "date", required=False, help="公告日期 / date of the announcement, today unless given"
    ),
    Field(
        "window_first",
        "date",
        required=False,
        help="公告载明的首日 / first day, where the announcement prints it",
    ),
    Field(
        "window_last",
        "date",
        required=False,
        help="公告载明的末日 / last day, where the announcement prints it",
    ),
    Field("place", "text", required=False, help="公示地点 / where it is published"),
)


def registers(programme: Programme[Stage]) -> tuple[Machines, Machines, Machines, Procedure]:
    """The machines of a programme's lists, titles and rounds, and its own."""
    name, procedures = programme.programme, programme.procedures
    lists = {
        stage.list: list_machine(name, key, stage)
        for key, each in procedures.items()
        for stage in each.stages
        if isinstance(stage, Publicity)
    }
    by_clock = {
        each.needs: (key, each) for key, each in procedures.items() if each.starts.by == CLOCK and each.needs
    }
    titles = {key: title_machine(name, key, *by_clock.get(key, (None, None))) for key in programme.titles}
    rounds = {
        key: round_machine(name, key, each) for key, each in procedures.items() if each.starts.in_ == "round"
    }
    return lists, titles, rounds, programme_machine(name, next(iter(procedures.values())))


def list_machine(programme: str, procedure: str, stage: Publicity) -> Procedure:
    """A list (名单): drawn up, published for its window, closed by the clock; a correction starts a new window."""
    by = (stage.by.given,)
    rule = stage.window(procedure)
    states = {
        "draft": State(
            "draft", stage.id, "拟定 / draft", by[0], waits="拟定名单 / the list is being drawn up"
        ),
        "published": State("published", stage.id, "公示中 / in public", CLOCK, due=rule),
        "closed": State("closed", stage.id, "公示结束 / closed", end=End("closed", "none")),
    }
    entries = Need("list_not_empty", "名单为空 / the list is empty")
    clean = Need("window_allowed", "公示期不符合规定 / the window breaks the rule")
    opened = (Effect("open_window"), Effect("publish_entries"))
    ways = (
        Transition(
            "publish",
            "published",
            "draft",
            "published",
            by,
            _WINDOW,
            (entries, clean),
            effects=opened,
            origin=stage.source,
        ),
        Transition(
            "correct",
            "corrected",
            "published",
            "published",
            by,
            (*_WINDOW, _REASON),
            (clean,),
            effects=(Effect("open_window"),),
            origin=stage.source,
        ),
        Transition(
            "close_publicity",
            "publicity_closed",
            "published",
            "closed",
            (CLOCK,),
            effects=(Effect("close_entries"),),
            letters=(LetterRule("publicity_closed", by),),
            origin=stage.source,
        ),
        recomputing("published"),
    )
    return build(
        programme=programme,
        id=f"list.{stage.list}",
        name="名单 / list",
        initial="draft",
        states=states,
        transitions=ways,
        supervisor=by[0],
    )


def round_machine(programme: str, procedure_id: str, procedure: Definition[Stage]) -> Procedure:
    """A round (批次): open until its first stage's deadline; it warns when it is not over by the day expected."""
    body = procedure.supervised_by.given
    first = procedure.stages[0].due
    closes: DueRule | None = None
    if first:
        closes = _closing(procedure_id, procedure.stages[0].id, first)
    ends = procedure.ends_by
    over = _set_by_caller("round.ends", "warn_not_over") if ends else None
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
        recomputing("open"),
    ]
    if over:
        letters = (LetterRule("round_not_over", (body,)),)
        ways.append(
            Transition(
                "warn_not_over",
                "warned_not_over",
                "closed",
                None,
                (CLOCK,),
                letters=letters,
                origin=ends.source if ends else (),
            )
        )
    return build(
        programme=programme,
        id=f"round.{procedure_id}",
        name="批次 / round",
        initial="open",
        states=states,
        transitions=tuple(ways),
        supervisor=body,
    )


def title_machine(
    programme: str, title: str, assess_id: str | None, assess: Definition[Stage] | None
) -> Procedure:
    """A title (称号): in force until revoked; where a procedure is started by the clock, it opens cases about it."""
    due = None
    if assess is not None and assess.starts.every is not None:
        due = _set_by_caller("title.assess", "open_assessment", assess.starts.every.assumed)
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
                (kind, _REASON),
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


def programme_machine(programme: str, procedure: Definition[Stage]) -> Procedure:
    """A programme: it runs, and every year it warns when no call was opened by the day expected."""
    body = procedure.supervised_by.given
    due = _set_by_caller("programme.call", "warn_no_call") if procedure.starts.call_opened else None
    states = {
        "running": State(
            "running", "", "运行 / running", CLOCK if due else None, due=due, waits="运行 / running"
        )
    }
    letters = (LetterRule("no_call_opened", (body,)),)
    ways: list[Transition] = [Transition("note", "noted", "running", None, (body, CLOCK), (_REASON,))]
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
    """A round is open as long as its first stage takes submissions."""
    setting = f"{procedure_id}.{stage_id}.due" if due.ask == "round" else ""
    return DueRule("round.closes", due.is_, "proceed", ask=due.ask, setting=setting, action="close")


def _set_by_caller(rule: str, action: str, assumed: str | None = None) -> DueRule:
    """A rule whose next day the caller works out from the definition and hands in with the subject's settings."""
    return DueRule(rule, None, "accept", ask="round", setting=rule, assumed=assumed, action=action)
