"""Every state can be reached, and from every state an end."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.linter.finding import Finding
from statemachines.linter.graph import moves, shortest_paths, to_an_end
from statemachines.machine import Procedure

__all__ = ["dead_ends", "declared", "stuck", "unreached"]


def declared(procedure: Procedure) -> Iterator[Finding]:
    """No way leads to or from a state that is not there; ``transitions`` itself takes any name for a target."""
    for way in procedure.transitions:
        for state in (way.source, way.target):
            if state is not None and state not in procedure.states:
                where = f"{way.source}.{way.action}"
                message = f"环节“{state}”未声明 / leads from or to “{state}”, which is no state"
                yield Finding("declared", procedure.id, where, message)


def unreached(procedure: Procedure) -> Iterator[Finding]:
    """Some case can come to every state."""
    paths = shortest_paths(procedure)
    for state in procedure.states:
        if state not in paths:
            message = "无法到达 / no sequence of actions leads here"
            yield Finding("reachable", procedure.id, state, message)


def stuck(procedure: Procedure) -> Iterator[Finding]:
    """Where a late action is refused, something else still moves the case on after the deadline."""
    paths = shortest_paths(procedure)
    for state, ways in moves(procedure).items():
        late = [way for way in ways if not any(need.fact == "in_time" for need in way.needs)]
        if ways and not late and state in paths:
            message = "逾期后无法继续 / once the deadline has passed nothing leads out of this state"
            yield Finding("end", procedure.id, state, message, paths[state])


def dead_ends(procedure: Procedure) -> Iterator[Finding]:
    """A case can come to an end from every state it can come to."""
    paths, good = shortest_paths(procedure), to_an_end(procedure)
    for state, path in paths.items():
        if state not in good:
            message = "无法办结 / no sequence of actions leads from here to an end"
            yield Finding("end", procedure.id, state, message, path)
