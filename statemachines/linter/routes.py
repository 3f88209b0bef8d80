"""Every route of every selector is walked: each stage is for somebody, and everybody comes to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from statemachines.asked import all_values
from statemachines.definition.choosing import Chosen
from statemachines.definition.parts import OTHERS
from statemachines.definition.programme import Programme
from statemachines.definition.selector import fact_selector, matches
from statemachines.definition.stage import Stage
from statemachines.linter.finding import Finding
from statemachines.linter.graph import shortest_paths, to_an_end
from statemachines.machine import Procedure, Transition
from statemachines.stages.recommendation import Recommendation

__all__ = ["Route", "Selectors", "routes", "unrouted"]

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
        yield from (selector for _, selectors in lists_of(stage) for selector in selectors)
        yield from (flag.for_ for flag in stage.flags.values())
    yield from (each.for_ for body in programme.bodies.values() for each in body.is_)
    for way in procedure.transitions:
        yield from (fact_selector(fact) for fact in way.when if fact.startswith("for:"))


def _values(programme: Programme[Stage], fact: str, wanted: set[str]) -> list[str]:
    declared = programme.facts.get(fact)
    if declared and declared.choose:
        return list(declared.choose)
    others = () if declared and declared.others == "refuse" else (OTHERS,)
    return [*dict.fromkeys((*(declared.names if declared else ()), *sorted(wanted), *others))]


def unrouted(programme: Programme[Stage], procedure: Procedure) -> Iterator[Finding]:
    """Yield stages and quotas that no route uses, and routes that lead nowhere or where they should not."""
    walked = [(route, shortest_paths(procedure, route.is_open)) for route in routes(programme, procedure)]
    for stage in programme.procedures[procedure.id].stages:
        states = [state.id for state in procedure.states.values() if state.stage == stage.id]
        if stage.held and not any(state in paths for _, paths in walked for state in states):
            message = "没有申报件会经过 / no route leads through this stage"
            yield Finding("route", procedure.id, stage.id, message)
        for where, selectors in lists_of(stage):
            for place in unheld(selectors, [route for route, _ in walked]):
                message = f"第{place}项不会适用 / entry {place} never holds: one before it takes every case"
                yield Finding("route", procedure.id, f"{stage.id}.{where}", message)
        yield from _strays(procedure, stage, walked)
    for route, paths in walked:
        yield from _nowhere(procedure, route, paths)


def lists_of(stage: Stage) -> Iterator[tuple[str, list[Selectors]]]:
    """The lists of a stage of which the first entry that selects a case holds, by the key they stand under."""
    if isinstance(stage, Recommendation):
        yield "quota", [quota.for_ for quota in stage.quota]
    for path, value in all_values(stage):
        if isinstance(value, Chosen) and value.instead:
            yield ".".join(map(str, path)), [*(each.for_ for each in value.instead), {}]


def unheld(selectors: Sequence[Selectors], walked: Sequence[Route]) -> list[int]:
    """The places (from 1) of the entries that hold on no route: those behind a wider one, or for nobody."""
    first = {next((i for i, each in enumerate(selectors) if route.selects(each)), None) for route in walked}
    return [place for place in range(1, len(selectors) + 1) if place - 1 not in first]


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
