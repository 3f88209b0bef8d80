"""No case is left lying: every state has an owner and a deadline, or says what it waits for."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.linter.finding import Finding
from statemachines.linter.graph import shortest_paths
from statemachines.machine import CLOCK, Procedure, State

__all__ = ["idle"]


def idle(procedure: Procedure) -> Iterator[Finding]:
    """Yield the states in which nobody has to act by any day, and no reason is given."""
    paths = shortest_paths(procedure)
    for state in procedure.states.values():
        missing = _missing(state)
        if missing and not state.waits and not state.end:
            message = f"{missing}，也未说明等待什么 / {_english(missing)}, and no reason to wait is stated"
            yield Finding("waiting", procedure.id, state.id, message, paths.get(state.id))


def _missing(state: State) -> str:
    if state.owner is None:
        return "无人负责"
    if state.due is None:
        return "没有期限"
    never = state.owner == CLOCK and state.due.when is None and state.due.ask is None
    return "时限为空" if never else ""


def _english(missing: str) -> str:
    return {
        "无人负责": "nobody owns this state",
        "没有期限": "it has no deadline",
        "时限为空": "its deadline has no length",
    }[missing]
