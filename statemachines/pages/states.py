"""The states and the actions of a procedure, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.machine import DueRule, Procedure, State, Transition
from statemachines.pages.writing import Table, roles, selector, sources, table, time
from statemachines.words import action_word, end_word, fact_word, flag_word

__all__ = ["actions_table", "deadline", "ends_table", "states_table"]

_LATE = {
    "accept": "督办，仍可办理 / escalated, still taken",
    "refuse": "督办，不再受理 / escalated, taken no more",
    "proceed": "转入下一步 / the case moves on",
    "lapse": "失效 / the case lapses",
}
_ASKED = {"round": "批次设定 / set by the round", "order": "随令下达 / set with each order"}
_TITLES = {
    "none": "—",
    "granted": "授予 / granted",
    "kept": "保留 / kept",
    "revoked": "取消 / revoked",
    "expired": "到期 / expired",
}
# What happens beside the stages: told in a sentence above the table instead of once for every state.
_STANDING = frozenset({"remind", "escalate", "recompute", "extend", "expire_overall"})


def states_table(programme: Programme[Stage], procedure: Procedure) -> Table:
    """State, name, who has to act, by when, and what when that day has passed."""
    states = [state for state in procedure.states.values() if not state.end]
    rows = [
        (
            f"`{state.id}`",
            state.name,
            programme.role_name(state.owner) if state.owner else "",
            deadline(state.due) if state.due else f"等待 / waits: {state.waits}",
            _passed(procedure, state),
        )
        for state in states
    ]
    head = ("环节 / state", "名称 / name", "谁办 / who acts", "期限 / deadline", "逾期 / once it has passed")
    return table(head, rows)


def deadline(due: DueRule) -> str:
    """Return a deadline in words: the time itself, or who sets it, and whether it was assumed."""
    others = [f"{selector(chosen)}：{time(when)}" for chosen, when in due.instead]
    return "\n".join((*others, f"其余 / all others：{_usual(due)}")) if others else _usual(due)


def _usual(due: DueRule) -> str:
    if due.when is not None:
        return time(due.when) + ("\n（推定 / assumed）" if due.assumed else "")
    text = _ASKED[due.ask] if due.ask else ""
    return f"{text}\n（建议 / suggested: {time(due.suggest)}）" if due.suggest else text


def _passed(procedure: Procedure, state: State) -> str:
    if state.due is None:
        return ""
    moved = [way for way in procedure.actions(state.id).get(state.due.action, ()) if way.target]
    if state.due.action != "expire":
        return action_word(state.due.action, "")
    if moved and moved[0].target:
        return f"{_LATE[state.due.late]}: `{moved[0].target}`"
    return _LATE[state.due.late]


def ends_table(procedure: Procedure) -> Table:
    """The ends of a case, and what becomes of the title."""
    rows = [
        (f"`{state.id}`", end_word(state.end.result, ""), _TITLES[state.end.title])
        for state in procedure.states.values()
        if state.end
    ]
    return table(("结果 / end", "名称 / name", "称号 / the title"), rows)


def actions_table(programme: Programme[Stage], procedure: Procedure) -> Table:
    """Action, who may take it, from where to where and when, and the sources it rests on."""
    rows = dict.fromkeys(_rows(programme, procedure))
    return table(("动作 / action", "谁 / who", "由 / from", "到 / to", "条件 / when", "出处 / source"), rows)


def _rows(programme: Programme[Stage], procedure: Procedure) -> Iterator[tuple[str, ...]]:
    order = {state: index for index, state in enumerate(procedure.states)}
    for way in sorted(procedure.transitions, key=lambda each: order[each.source]):
        if way.action in _STANDING or (way.action == "expire" and way.target is None):
            continue
        yield (
            f"{action_word(way.action, '')} `{way.action}`",
            roles(programme, way.by),
            _from(way),
            f"`{way.target}`" if way.target else "不变 / stays",
            _conditions(way),
            sources(way.origin),
        )


def _from(way: Transition) -> str:
    """The state an action is taken in; one line for what may be done in many."""
    if way.action == "receive_copies":
        return "自报送环节起 / any state from then on"
    everywhere = way.action.startswith("find_") or way.action == "withdraw"
    return "任何环节 / any state" if everywhere else f"`{way.source}`"


def _conditions(way: Transition) -> str:
    facts = [fact_word(fact, holds, "") for fact, holds in way.when.items()]
    needs = [need.otherwise for need in way.needs]
    flags = [flag_word(flag.name, "") for flag in way.flags]
    return "\n".join((*facts, *(f"✗ {need}" for need in needs), *(f"⚑ {flag}" for flag in flags)))
