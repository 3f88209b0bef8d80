"""The linter's walks against the plainest way of walking, on random small graphs."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from statemachines.compile import build
from statemachines.linter import check_machine
from statemachines.linter.graph import shortest_paths, to_an_end
from statemachines.linter.guards import combinations
from statemachines.machine import End, Procedure, State, Transition

NAMES = ("a", "b", "c", "d", "e", "f")
EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)
ENDS = st.sets(st.sampled_from(NAMES[1:]))


def graph(edges: list[tuple[str, str]], ends: set[str]) -> Procedure:
    """A procedure with these ways and ends; an end has no way out."""
    states = {
        name: State(name, "s", name, "city", waits="x", end=End(name, "none") if name in ends else None)
        for name in NAMES
    }
    ways = tuple(
        Transition(f"go{number}", "went", source, target, ("city",))
        for number, (source, target) in enumerate(edges)
        if source not in ends
    )
    return build(programme="p", id="apply", name="apply", initial="a", states=states, transitions=ways)


def reached_by_walking(procedure: Procedure, start: str) -> set[str]:
    """Every state that some walk of at most as many steps as there are states comes to."""
    reached = {start}
    for _ in NAMES:
        reached |= {way.target for way in procedure.transitions if way.source in reached and way.target}
    return reached


def length_by_walking(procedure: Procedure, goal: str) -> int:
    """The number of steps after which a walk can first stand at ``goal``."""
    reached, steps = {procedure.initial}, 0
    while goal not in reached:
        reached |= {way.target for way in procedure.transitions if way.source in reached and way.target}
        steps += 1
    return steps


@given(EDGES, ENDS)
def test_linter_finds_what_walking_everywhere_finds(edges: list[tuple[str, str]], ends: set[str]) -> None:
    """Unreached states and dead ends, no more and no fewer, in whatever graph."""
    procedure = graph(edges, ends)
    reached = reached_by_walking(procedure, "a")
    expected = {("reachable", name) for name in NAMES if name not in reached}
    expected |= {("end", name) for name in reached if not reached_by_walking(procedure, name) & ends}
    assert {(found.rule, found.where) for found in check_machine(procedure, frozenset({"city"}))} == expected


@given(EDGES, ENDS)
def test_paths_can_be_walked_and_are_the_shortest(edges: list[tuple[str, str]], ends: set[str]) -> None:
    """Each path leads from the initial state to its state, and no walk is shorter."""
    procedure = graph(edges, ends)
    paths = shortest_paths(procedure)
    assert set(paths) == reached_by_walking(procedure, "a")
    for goal, path in paths.items():
        state = procedure.initial
        for action in path:
            (way,) = procedure.actions(state)[action]
            state = way.target or state
        assert state == goal
        assert len(path) == length_by_walking(procedure, goal)


@given(EDGES, ENDS)
def test_states_that_come_to_an_end_are_those_from_which_walking_does(
    edges: list[tuple[str, str]], ends: set[str]
) -> None:
    procedure = graph(edges, ends)
    assert to_an_end(procedure) == {name for name in NAMES if reached_by_walking(procedure, name) & ends}


FACTS = st.lists(st.sampled_from(["p", "q", "r", "s", "t"]), unique=True, max_size=5)
CHOICES = st.lists(st.frozensets(st.sampled_from(["p", "q", "r", "s", "x"]), min_size=1), max_size=2)


@given(FACTS, CHOICES)
def test_combinations_are_the_worlds_cut_down_to_the_facts(
    facts: list[str], choices: list[frozenset[str]]
) -> None:
    """A combination can be when some world, in which of each choice one fact is true, looks like it.

    Choices that share a fact are left aside: grades of one assessment are never those of another.
    """
    if len(choices) == 2 and choices[0] & choices[1]:
        return
    names = sorted({*facts, *(fact for choice in choices for fact in choice)})
    worlds = [dict(zip(names, values, strict=True)) for values in product((False, True), repeat=len(names))]
    lawful = [
        world for world in worlds if all(sum(world[fact] for fact in choice) == 1 for choice in choices)
    ]
    seen = {tuple(world[fact] for fact in facts) for world in lawful}
    assert {tuple(each.values()) for each in combinations(facts, choices)} == seen
