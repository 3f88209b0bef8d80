"""Every route of every selector is walked: each stage is for somebody, and everybody comes to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from statemachines.definition.programme import Programme
from statemachines.definition.selector import fact_selector, matches
from statemachines.definition.stage import Stage
from statemachines.linter.finding import Finding
from statemachines.linter.graph import shortest_paths, to_an_end
from statemachines.machine import Procedure, Transition
from statemachines.stages.recommendation import Recommendation

__all__ = ["OTHER", "Route", "routes", "unrouted"]

# What stands for every value that no selector names.
OTHER = "其他"
Selectors = Mapping[str, tuple[str, ...]]
Walked = list[tuple["Route", Mapping[str, tuple[str, ...]]]]


@dataclass(frozen=True)
class Route:
    """One combination of the declared facts that the selectors of a procedure ask about."""

    facts: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(f"{fact}={value}" for fact, value in self.facts.items())

    def selects(self, selector: Selectors) -> bool:
        """Say whether a case on this route is selected."""
        return matches(dict(selector), self.facts)

    def is_open(self, way: Transition) -> bool:
        """Say whether a case on this route may take this way; facts other than selectors are left free."""
        return all(
            self.selects(fact_selector(fact)) is wanted
            for fact, wanted in way.when.items()
            if fact.startswith("for:")
        )


def routes(programme: Programme[Stage], procedure: Procedure) -> list[Route]:
    """Return every route: all values that a fact may have, for each fact that a selector asks about.

    A fact with a list of choices has these values; any other has those that it or a selector names, and one more.
    """
    asked: dict[str, set[str]] = {}
    for selector in _selectors(programme, procedure):
        for fact, wanted in selector.items():
            asked.setdefault(fact, set()).update(wanted)
    values = [_values(programme, fact, wanted) for fact, wanted in sorted(asked.items())]
    return [Route(dict(zip(sorted(asked), each, strict=True))) for each in product(*values)]


def _selectors(programme: Programme[Stage], procedure: Procedure) -> Iterator[Selectors]:
    for stage in programme.procedures[procedure.id].stages:
        yield stage.for_
        if isinstance(stage, Recommendation):
            yield from (quota.for_ for quota in stage.quota)
    for way in procedure.transitions:
        yield from (fact_selector(fact) for fact in way.when if fact.startswith("for:"))


def _values(programme: Programme[Stage], fact: str, wanted: set[str]) -> list[str]:
    declared = programme.facts.get(fact)
    if declared and declared.choose:
        return list(declared.choose)
    return [*dict.fromkeys((*(declared.regions if declared else ()), *sorted(wanted), OTHER))]


def unrouted(programme: Programme[Stage], procedure: Procedure) -> Iterator[Finding]:
    """Yield stages and quotas that no route uses, and routes that lead nowhere or where they should not."""
    walked = [(route, shortest_paths(procedure, route.is_open)) for route in routes(programme, procedure)]
    for stage in programme.procedures[procedure.id].stages:
        states = [state.id for state in procedure.states.values() if state.stage == stage.id]
        if not any(state in paths for _, paths in walked for state in states):
            message = "没有申报件会经过 / no route leads through this stage"
            yield Finding("route", procedure.id, stage.id, message)
        if isinstance(stage, Recommendation):
            yield from _quotas(procedure.id, stage, [route for route, _ in walked])
        yield from _strays(procedure, stage, walked)
    for route, paths in walked:
        yield from _nowhere(procedure, route, paths)


def _quotas(procedure_id: str, stage: Recommendation, walked: list[Route]) -> Iterator[Finding]:
    """The first quota that matches a case holds: one behind a wider one never does."""
    first = {next((i for i, q in enumerate(stage.quota) if route.selects(q.for_)), None) for route in walked}
    for index in range(len(stage.quota)):
        if index not in first:
            message = (
                f"第{index + 1}项名额不会适用 / quota {index + 1} never holds: one before it takes every case"
            )
            yield Finding("route", procedure_id, f"{stage.id}.quota", message)


def _strays(procedure: Procedure, stage: Stage, walked: Walked) -> Iterator[Finding]:
    """A case never comes into a stage that it is not selected for; the first stage takes everybody."""
    states = [state.id for state in procedure.states.values() if state.stage == stage.id]
    for route, paths in walked:
        met = next((state for state in states if state in paths and not route.selects(stage.for_)), None)
        if met:
            message = f"不适用者也会进入 / reached by a case it is not meant for ({route})"
            yield Finding("route", procedure.id, met, message, paths[met])
            return


def _nowhere(procedure: Procedure, route: Route, paths: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """On its own route, too, a case can come to an end from wherever it is, and an applicant to the title."""
    if not route.facts:
        return
    good = to_an_end(procedure, route.is_open)
    for state, path in paths.items():
        if state not in good:
            message = f"该类申报件无法办结 / no end can be reached from here by a case with {route}"
            yield Finding("route", procedure.id, state, message, path)
    granting = [state.id for state in procedure.states.values() if state.end and state.end.title == "granted"]
    if granting and not any(state in paths for state in granting):
        message = f"该类申报件无法获得称号 / a case with {route} can never be granted the title"
        yield Finding("route", procedure.id, granting[0], message)
