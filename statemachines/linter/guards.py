"""Exactly one way of an action fits every combination of guard facts, whoever acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from statemachines.linter.finding import Finding
from statemachines.linter.graph import shortest_paths
from statemachines.machine import Procedure, Transition

__all__ = ["MOST_FACTS", "combinations", "undecided"]

MOST_FACTS = 14
Facts = Mapping[str, bool]


def undecided(procedure: Procedure) -> Iterator[Finding]:
    """Yield the actions for which some combination of facts enables two ways, or none.

    Ways of different roles do not compete: a person takes the way that is open to the role acted in.
    """
    paths = shortest_paths(procedure)
    for state, actions in procedure.by_source.items():
        for action, ways in actions.items():
            for fault in _faults(ways, procedure.choices):
                yield Finding("guards", procedure.id, f"{state}.{action}", fault, paths.get(state))


def _faults(ways: Sequence[Transition], choices: Sequence[frozenset[str]]) -> Iterator[str]:
    seen: list[list[Transition]] = []
    for role in sorted({role for way in ways for role in way.by}):
        mine = [way for way in ways if role in way.by]
        if mine not in seen:
            seen.append(mine)
            yield from _faults_for(role, mine, choices)


def _faults_for(role: str, ways: Sequence[Transition], choices: Sequence[frozenset[str]]) -> Iterator[str]:
    facts = sorted({fact for way in ways for fact in way.when})
    if len(facts) > MOST_FACTS:
        yield f"条件过多 / {len(facts)} guard facts are too many to try every combination; at most {MOST_FACTS}"
        return
    worst = {0: "", 2: ""}
    for combination in combinations(facts, choices):
        fitting = [way for way in ways if fits(way, combination)]
        if len(fitting) != 1 and not worst[min(len(fitting), 2)]:
            worst[min(len(fitting), 2)] = _message(role, combination, fitting)
    yield from filter(None, worst.values())


def combinations(facts: Sequence[str], choices: Sequence[frozenset[str]]) -> Iterator[Facts]:
    """Yield every combination of the facts that can be; of the facts of a choice exactly one is true."""
    groups = [(frozenset(facts) & choice, choice <= frozenset(facts)) for choice in choices]
    for values in product((False, True), repeat=len(facts)):
        combination = dict(zip(facts, values, strict=True))
        given = [(sum(combination[fact] for fact in group), whole) for group, whole in groups if group]
        if all(true == 1 or (true == 0 and not whole) for true, whole in given):
            yield combination


def fits(way: Transition, facts: Facts) -> bool:
    """Say whether the facts enable the way."""
    return all(facts[name] is wanted for name, wanted in way.when.items())


def _message(role: str, facts: Facts, ways: Sequence[Transition]) -> str:
    when = ", ".join(f"{name}={'yes' if value else 'no'}" for name, value in facts.items()) or "always"
    if not ways:
        return f"条件组合未定义 / no way fits ({role}; {when})"
    events = " & ".join(f"{way.event} → {way.target or 'stays'}" for way in ways)
    return f"条件组合有歧义 / {len(ways)} ways fit at once: {events} ({role}; {when})"
