"""A procedure as a graph: which states a case can come to, and by which actions it gets there soonest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from statemachines.machine import End, Procedure, Transition

__all__ = ["Open", "any_way", "end_of", "moves", "shortest_paths", "to_an_end"]

Open = Callable[[Transition], bool]


def any_way(way: Transition) -> bool:
    """Every declared way is open."""
    return True


def end_of(procedure: Procedure, way: Transition) -> End | None:
    """Return the end that a way leads to, or None where it leads to none."""
    return procedure.states[way.target].end if way.target is not None else None


def moves(procedure: Procedure, is_open: Open = any_way) -> Mapping[str, list[Transition]]:
    """Return the ways that lead from each state to a state, contributions left out."""
    found: dict[str, list[Transition]] = {state: [] for state in procedure.states}
    for way in procedure.transitions:
        if way.target is not None and is_open(way):
            found[way.source].append(way)
    return found


def shortest_paths(procedure: Procedure, is_open: Open = any_way) -> Mapping[str, tuple[str, ...]]:
    """Return for every state that a case can come to the shortest list of actions that brings it there."""
    out = moves(procedure, is_open)
    paths: dict[str, tuple[str, ...]] = {procedure.initial: ()}
    queue = deque([procedure.initial])
    while queue:
        state = queue.popleft()
        for way in out[state]:
            assert way.target is not None
            if way.target not in paths:
                paths[way.target] = (*paths[state], way.action)
                queue.append(way.target)
    return paths


def to_an_end(procedure: Procedure, is_open: Open = any_way) -> frozenset[str]:
    """Return the states from which some end can be reached, the ends among them."""
    ends = [state.id for state in procedure.states.values() if state.end]
    return _backward(ends, (way for ways in moves(procedure, is_open).values() for way in ways))


def _backward(ends: Iterable[str], ways: Iterable[Transition]) -> frozenset[str]:
    before: dict[str, list[str]] = {}
    for way in ways:
        assert way.target is not None
        before.setdefault(way.target, []).append(way.source)
    found = set(ends)
    queue = deque(found)
    while queue:
        for source in before.get(queue.popleft(), ()):
            if source not in found:
                found.add(source)
                queue.append(source)
    return frozenset(found)
