"""A title is lost in exactly the declared ways: from the declared causes, through the hearing, to a decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from statemachines.linter.finding import Finding
from statemachines.linter.graph import end_of, shortest_paths
from statemachines.machine import Procedure, Transition

__all__ = ["Road", "revocations"]


@dataclass(frozen=True)
class Road:
    """One declared road to revocation: the stage, its states in their order, and the events that may lead there."""

    stage: str
    states: tuple[str, ...]
    causes: frozenset[str]


def revocations(procedure: Procedure, roads: Collection[Road]) -> Iterator[Finding]:
    """Yield what leads to a revocation although nobody declared it, and declared causes that nothing brings about."""
    paths = shortest_paths(procedure)
    on_a_road = {state for road in roads for state in road.states}
    for way in procedure.transitions:
        end = end_of(procedure, way)
        if end and end.title == "revoked" and way.source not in on_a_road:
            message = "绕过了声明的取消程序 / ends the title outside the declared procedure of removal"
            yield Finding(
                "revocation", procedure.id, f"{way.source}.{way.action}", message, paths.get(way.source)
            )
    for road in roads:
        yield from _road(procedure, road)


def _road(procedure: Procedure, road: Road) -> Iterator[Finding]:
    paths = shortest_paths(procedure)
    entering = [
        way for way in procedure.transitions if way.target in road.states and way.source not in road.states
    ]
    for way in entering:
        for fault in _entry_faults(way, road):
            where = f"{way.source}.{way.action}"
            yield Finding("revocation", procedure.id, where, fault, (*paths.get(way.source, ()), way.action))
    for cause in sorted(road.causes - {way.event for way in entering if way.source in paths}):
        message = f"声明的原因“{cause}”不会出现 / nothing brings about the declared cause “{cause}”"
        yield Finding("revocation", procedure.id, road.stage, message)


def _entry_faults(way: Transition, road: Road) -> Iterator[str]:
    if way.event not in road.causes:
        yield f"“{way.event}”不是声明的原因 / leads to removal, but “{way.event}” is not among its causes"
    if way.target != road.states[0]:
        yield f"未经陈述申辩 / leads to “{way.target}” past the hearing of the holder"
