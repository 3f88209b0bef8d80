"""Every action has somebody who may take it, and the clock takes only what its timers ask of it."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.faults import nearest
from statemachines.definition.time import SUPERIOR
from statemachines.linter.finding import Finding
from statemachines.linter.graph import end_of, shortest_paths
from statemachines.machine import CLOCK, PUBLIC, Procedure, State, Transition

__all__ = ["CLOCK_MAY", "nobody", "timers", "unasked_clock", "unknown_roles"]

CLOCK_MAY = frozenset({"remind", "escalate", "recompute"})


def nobody(procedure: Procedure) -> Iterator[Finding]:
    """Every action has a role."""
    paths = shortest_paths(procedure)
    for way in procedure.transitions:
        if not way.by:
            message = "无人可办 / no role may take this action"
            yield Finding("role", procedure.id, _where(way), message, paths.get(way.source))


def unknown_roles(procedure: Procedure, roles: frozenset[str]) -> Iterator[Finding]:
    """Every role that acts, owns a state or gets a letter is declared by the programme."""
    paths = shortest_paths(procedure)
    known = roles | {CLOCK, PUBLIC, SUPERIOR}
    for state in procedure.states.values():
        if state.owner is not None and state.owner not in known:
            message = (
                f"未声明的角色 / owned by “{state.owner}”, which is no role{nearest(state.owner, roles)}"
            )
            yield Finding("role", procedure.id, state.id, message, paths.get(state.id))
    for way in procedure.transitions:
        named = (*way.by, *(role for letter in way.letters for role in letter.to))
        for role in dict.fromkeys(named):
            if role not in known:
                message = f"未声明的角色 / names “{role}”, which is no role{nearest(role, roles)}"
                yield Finding("role", procedure.id, _where(way), message, paths.get(way.source))


def timers(procedure: Procedure) -> Iterator[Finding]:
    """Whatever a timer does when it fires is an action of that state, open to the clock."""
    paths = shortest_paths(procedure)
    for state in procedure.states.values():
        for action in sorted(_fired(procedure, state)):
            if not any(CLOCK in way.by for way in procedure.actions(state.id).get(action, ())):
                message = (
                    f"计时器的动作“{action}”不存在 / a timer takes “{action}”, not open to the clock here"
                )
                yield Finding("timer", procedure.id, state.id, message, paths.get(state.id))


def unasked_clock(procedure: Procedure) -> Iterator[Finding]:
    """The clock has no action that no timer would ever take, and it never ends a title."""
    paths = shortest_paths(procedure)
    for way in procedure.transitions:
        if CLOCK not in way.by:
            continue
        state = procedure.states[way.source]
        end = end_of(procedure, way)
        if way.via is None and way.action not in _fired(procedure, state) | CLOCK_MAY:
            message = "没有计时器会触发 / no timer takes this action, yet it is the clock's"
            yield Finding("timer", procedure.id, _where(way), message, paths.get(way.source))
        if end and end.title == "revoked":
            message = "时钟不得取消称号 / the clock may propose a revocation, never decide it"
            yield Finding("revocation", procedure.id, _where(way), message, paths.get(way.source))


def _fired(procedure: Procedure, state: State) -> frozenset[str]:
    if state.end:
        return frozenset()
    rules = [rule for rule in (state.due, procedure.overall) if rule]
    offsets = [offset for rule in rules for offset in rule.reminders]
    reminders = {"escalate" if offset.escalate else "remind" for offset in offsets}
    return frozenset({rule.action for rule in rules} | reminders)


def _where(way: Transition) -> str:
    return f"{way.source}.{way.action}"
