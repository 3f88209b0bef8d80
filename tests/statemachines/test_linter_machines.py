"""Each rule about states and transitions can fail, on a small machine with one planted fault."""

from collections.abc import Callable

import pytest

from statemachines.definition.time import Length, Offset, Reminder, parse_due
from statemachines.linter import Finding, check_machine
from statemachines.linter.guards import MOST_FACTS
from statemachines.machine import CLOCK, DueRule, LetterRule, Procedure, State, Transition

Machines = Callable[..., Procedure]
ROLES = frozenset({"city", "province"})
CITY, PROVINCE = ("city",), ("province",)


def waiting(name: str) -> State:
    """A state with nothing wrong about it."""
    return State(name, "s", name, "city", waits="for people")


def way(
    source: str, action: str, target: str | None, by: tuple[str, ...] = CITY, **more: object
) -> Transition:
    """A transition whose event is its action in the past tense."""
    return Transition(action, f"{action}_done", source, target, by, **more)  # type: ignore[arg-type]


def told(procedure: Procedure) -> list[tuple[str, str, tuple[str, ...] | None]]:
    """What the linter says of a machine: rule, place, path."""
    return [(found.rule, found.where, found.path) for found in check_machine(procedure, ROLES)]


def test_sound_machine_gives_no_findings(machine: Machines) -> None:
    """What the planted faults below are compared with."""
    procedure = machine([waiting("a"), waiting("b")], [way("a", "go", "b"), way("b", "end", "done")])
    assert told(procedure) == []


def test_state_that_nothing_leads_to_is_found(machine: Machines) -> None:
    """Its actions do not make it reachable."""
    procedure = machine([waiting("a"), waiting("b")], [way("a", "go", "done"), way("b", "end", "done")])
    assert told(procedure) == [("reachable", "b", None)]


def test_state_without_a_way_to_an_end_is_found_with_its_path(machine: Machines) -> None:
    """Two states that lead only to each other, and the shortest way into them."""
    ways = [
        way("a", "end", "done"), way("a", "go", "b"), way("b", "swap", "c"), way("c", "swap", "b"),
        way("c", "note", None),
    ]  # fmt: skip
    procedure = machine([waiting("a"), waiting("b"), waiting("c")], ways)
    assert told(procedure) == [("end", "b", ("go",)), ("end", "c", ("go", "swap"))]


def test_way_to_a_state_that_is_not_there_is_all_that_is_told(machine: Machines) -> None:
    """The library takes any name for a destination; the other rules would stumble over it."""
    procedure = machine([waiting("a"), State("b", "s", "b")], [way("a", "go", "nowhere")])
    assert told(procedure) == [("declared", "a.go", None)]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State("b", "s", "b"), "nobody owns"),
        (State("b", "s", "b", "city"), "no deadline"),
        (State("b", "s", "b", CLOCK, DueRule("b", None, "proceed")), "no length"),
    ],
)
def test_state_without_owner_or_deadline_is_found_with_its_path(
    machine: Machines, state: State, reason: str
) -> None:
    """Unless it says what it waits for."""
    ways = [way("a", "go", "b"), way("b", "end", "done", (CLOCK,)), way("b", "expire", "done", (CLOCK,))]
    found = list(check_machine(machine([waiting("a"), state], ways), ROLES))
    (idle,) = [each for each in found if each.rule == "waiting"]
    assert (idle.where, idle.path) == ("b", ("go",))
    assert reason in idle.message


def test_two_ways_for_one_combination_of_facts_are_found(machine: Machines) -> None:
    """Both are enabled when x holds and y does not."""
    ways = [
        way("a", "go", "b"), way("b", "end", "done", when={"x": True}), way("b", "end", None, when={"y": False}),
        way("b", "end", "done", when={"x": False, "y": True}),
    ]  # fmt: skip
    (found,) = check_machine(machine([waiting("a"), waiting("b")], ways), ROLES)
    assert (found.rule, found.where, found.path) == ("guards", "b.end", ("go",))
    assert "2 ways fit at once" in found.message
    assert "x=yes, y=no" in found.message


def test_combination_of_facts_that_no_way_fits_is_found(machine: Machines) -> None:
    """A bounded loop back counts as a fact that may be either."""
    fact = "visits_left:a:3"
    ways = [way("a", "back", "a", when={fact: True}), way("a", "end", "done")]
    (found,) = check_machine(machine([waiting("a")], ways), ROLES)
    assert (found.rule, found.where, found.path) == ("guards", "a.back", ())
    assert f"no way fits (city; {fact}=no)" in found.message


def test_choices_of_which_one_is_true_need_no_way_for_none(machine: Machines) -> None:
    """Two grades: neither both nor none can be given, so two ways are complete."""
    ways = [way("a", "grade", "done", when={"good": True}), way("a", "grade", None, when={"bad": True})]
    assert told(machine([waiting("a")], ways, (frozenset({"good", "bad"}),))) == []
    assert [rule for rule, _, _ in told(machine([waiting("a")], ways))] == ["guards", "guards"]


def test_choices_named_in_part_need_a_way_for_the_others(machine: Machines) -> None:
    """A third grade that no way mentions."""
    ways = [way("a", "grade", "done", when={"good": True}), way("a", "grade", None, when={"bad": True})]
    (found,) = check_machine(machine([waiting("a")], ways, (frozenset({"good", "bad", "fair"}),)), ROLES)
    assert "no way fits (city; bad=no, good=no)" in found.message


def test_ways_of_different_roles_do_not_compete(machine: Machines) -> None:
    """Whoever acts takes the way of the own role; one who may take both is a fault."""
    mine, theirs = way("a", "go", "done"), way("a", "go", None, PROVINCE)
    assert told(machine([waiting("a")], [mine, theirs])) == []
    both = way("a", "go", None, ("province", "city"))
    assert told(machine([waiting("a")], [mine, both])) == [("guards", "a.go", ())]


def test_too_many_facts_are_refused_instead_of_tried(machine: Machines) -> None:
    """The linter answers at once whatever it is given."""
    when = {f"f{number}": True for number in range(MOST_FACTS + 1)}
    (found,) = check_machine(machine([waiting("a")], [way("a", "end", "done", when=when)]), ROLES)
    assert "too many" in found.message


def test_action_that_nobody_may_take_is_found(machine: Machines) -> None:
    procedure = machine([waiting("a"), waiting("b")], [way("a", "go", "b"), way("b", "end", "done", ())])
    assert told(procedure) == [("role", "b.end", ("go",))]


def test_roles_that_are_not_declared_are_found(machine: Machines) -> None:
    """As an actor, as the owner of a state, and as the one who gets a letter."""
    letters = (LetterRule("told", ("contry",)),)
    ways = [way("a", "go", "b", ("citty",)), way("b", "end", "done", letters=letters)]
    procedure = machine([waiting("a"), State("b", "s", "b", "county", waits="x")], ways)
    assert told(procedure) == [("role", "b", ("go",)), ("role", "a.go", ()), ("role", "b.end", ("go",))]
    assert "did you mean 'city'?" in [*check_machine(procedure, ROLES)][1].message


def timed(*reminders: Offset, action: str = "expire") -> State:
    """A state with a deadline of five days."""
    length = parse_due("5 days")
    return State(
        "a",
        "s",
        "a",
        "city",
        DueRule("a", length, "accept", tuple(Reminder(at=each) for each in reminders), action=action),
    )


def test_timers_without_their_action_are_found(machine: Machines) -> None:
    """Reminder, escalation and expiry, none of which the state knows."""
    unit = Length(1, parse_due("1 day").unit).unit  # type: ignore[union-attr]
    state = timed(Offset(-1, unit), Offset(1, unit, escalate=True))
    found = list(check_machine(machine([state], [way("a", "end", "done")]), ROLES))
    assert [(each.rule, each.where, each.path) for each in found] == [("timer", "a", ())] * 3
    assert [each.message.split("“")[1].split("”")[0] for each in found] == ["escalate", "expire", "remind"]


def test_timer_whose_action_is_not_the_clocks_is_found(machine: Machines) -> None:
    """There is such an action, but only an officer may take it."""
    assert told(machine([timed(action="end")], [way("a", "end", "done")])) == [("timer", "a", ())]
    assert told(machine([timed(action="end")], [way("a", "end", "done", ("city", CLOCK))])) == []


def test_clock_without_a_timer_is_found(machine: Machines) -> None:
    """An action of the clock that nothing ever wakes it for."""
    procedure = machine([waiting("a")], [way("a", "end", "done"), way("a", "reject", "done", (CLOCK,))])
    assert told(procedure) == [("timer", "a.reject", ())]


def test_clock_carried_by_another_subject_needs_no_timer(machine: Machines) -> None:
    """The list closes on its own timer and carries its cases along."""
    assert told(machine([waiting("a")], [way("a", "close", "done", (CLOCK,), via="list")])) == []


def test_deadline_that_counts_from_no_event_is_found(machine: Machines) -> None:
    """An event of this procedure or of what a case belongs to; anything else is a slip of the pen."""
    ways = [way("a", "expire", "done", (CLOCK,)), way("a", "submit", None)]
    for event, expected in (("submit_done", []), ("round.opened", []), ("submitted", ["anchor"])):
        due = DueRule("a", parse_due(f"5 days after {event}"), "accept")
        procedure = machine([State("a", "s", "a", "city", due)], ways)
        assert [rule for rule, _, _ in told(procedure)] == expected


def test_finding_reads_as_one_line_and_a_path() -> None:
    """What is told on the terminal."""
    assert str(Finding("end", "apply", "b", "no end", ("go", "on"))) == (
        "apply.b: no end [end]\n    路径 / path: open → go → on"
    )
    assert str(Finding("unused", "", "criteria.x", "unused")) == "criteria.x: unused [unused]"
