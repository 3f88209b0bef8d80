"""A title is lost in exactly the declared ways: each way around them is found, with its path."""

from collections.abc import Callable

from statemachines.definition.time import parse_due
from statemachines.linter import Finding, check_machine
from statemachines.linter.revocation import Road, revocations
from statemachines.machine import CLOCK, DueRule, End, Procedure, State, Transition

Machines = Callable[..., Procedure]
CITY = ("city",)


def waiting(name: str) -> State:
    """A state with nothing wrong about it."""
    return State(name, "s", name, "city", waits="for people")


def way(source: str, action: str, target: str | None, by: tuple[str, ...] = CITY) -> Transition:
    """A transition whose event is its action in the past tense."""
    return Transition(action, f"{action}_done", source, target, by)


HEARD, DECIDED = waiting("s.hearing"), waiting("s.removal")
GONE = State("gone", "s", "gone", end=End("revoked", "revoked"))
LAWFUL = (
    Transition("refuse", "refused", "a", "s.hearing", CITY),
    Transition("fail", "failed_twice", "a", "s.hearing", CITY),
    way("s.hearing", "propose", "s.removal"),
    way("s.removal", "agree", "gone"),
    way("a", "pass", "done"),
)


def removal(procedure: Procedure, *causes: str) -> list[Finding]:
    """What the linter says of the ways to a revocation, where these are the declared causes."""
    return list(revocations(procedure, [Road("s", ("s.hearing", "s.removal"), frozenset(causes))]))


def test_revocation_by_the_declared_causes_is_in_order(machine: Machines) -> None:
    procedure = machine([waiting("a"), HEARD, DECIDED, GONE], [*LAWFUL])
    assert removal(procedure, "refused", "failed_twice") == []


def test_revocation_by_an_undeclared_cause_is_found_with_its_path(machine: Machines) -> None:
    """The path ends with the action that should not lead there."""
    procedure = machine([waiting("a"), HEARD, DECIDED, GONE], [*LAWFUL])
    (found,) = removal(procedure, "refused")
    assert (found.rule, found.where, found.path) == ("revocation", "a.fail", ("fail",))


def test_declared_cause_that_never_happens_is_found(machine: Machines) -> None:
    procedure = machine([waiting("a"), HEARD, DECIDED, GONE], [*LAWFUL])
    (found,) = removal(procedure, "refused", "failed_twice", "surrendered")
    assert "“surrendered”" in found.message


def test_revocation_past_the_hearing_is_found(machine: Machines) -> None:
    """Straight to the decision, by a declared cause."""
    short = Transition("refuse", "refused", "b", "s.removal", CITY)
    procedure = machine(
        [waiting("a"), waiting("b"), HEARD, DECIDED, GONE], [*LAWFUL, way("a", "go", "b"), short]
    )
    (found,) = removal(procedure, "refused", "failed_twice")
    assert (found.where, found.path) == ("b.refuse", ("go", "refuse"))
    assert "past the hearing" in found.message


def test_revocation_around_the_declared_road_is_found(machine: Machines) -> None:
    """An end that takes the title, reached from a state of its own."""
    procedure = machine([waiting("a"), HEARD, DECIDED, GONE], [*LAWFUL, way("a", "strike", "gone")])
    (found,) = removal(procedure, "refused", "failed_twice")
    assert (found.where, found.path) == ("a.strike", ())


def test_revocation_by_the_clock_is_found(machine: Machines) -> None:
    """The clock may propose, never decide."""
    state = State("a", "s", "a", "city", DueRule("a", parse_due("5 days"), "accept"))
    procedure = machine([state, GONE], [way("a", "expire", "gone", (CLOCK,)), way("a", "end", "done")])
    rules = [
        (found.where, found.message)
        for found in check_machine(procedure, frozenset(CITY))
        if found.rule == "revocation"
    ]
    assert [where for where, _ in rules] == ["a.expire", "a.expire"]
    assert "never decide it" in rules[0][1]
