"""Decisions: random walks stay on declared ways, roles take their own, a whole case has its own deadline."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import Calendar
from statemachines.asked import asked_values
from statemachines.deciding import begin, decide, facts_to_load
from statemachines.loader import load_folder, load_text
from statemachines.machine import CLOCK, Field, Procedure, State, Transition
from statemachines.refusals import NeedsUnmet, NotYours, Refusal
from statemachines.subject import Actor, Command, Decision, OpenDeadline, Subject

PROGRAMMES = Path(__file__).parents[2] / "programmes"
NOW = datetime(2025, 3, 3, 2, 0, tzinfo=UTC)
TODAY = date(2025, 3, 3)
LOADED = [load_folder(file.parent) for file in sorted(PROGRAMMES.glob("*/programme.yaml"))]
WALKED = [(each, procedure) for each in LOADED for procedure in each.procedures.values()]
CALENDAR = Calendar()

Machines = Callable[..., Procedure]
Altered = Callable[..., str]
Facts = Mapping[str, bool]

SAMPLES: Mapping[str, Any] = {
    "text": "x", "personal": "x", "date": "2025-12-01", "number": "1", "flag": True, "texts": [], "records": [],
}  # fmt: skip


def given_for(fields: tuple[Field, ...], draw: st.DataObject) -> dict[str, Any]:
    """Something lawful for every field of an action."""
    return {
        field.name: draw.draw(st.sampled_from(field.choices)) if field.kind == "choice"
        else [*field.choices] if field.kind == "texts" else SAMPLES[field.kind]
        for field in fields
    }  # fmt: skip


def taken(subject: Subject, decision: Decision) -> Subject:
    """The subject as it stands after a decision."""
    still = {each.rule: each for each in subject.deadlines}
    for change in decision.deadlines:
        old = still.get(change.rule)
        if change.kind in ("met", "expired"):
            still.pop(change.rule, None)
        elif change.last is not None:
            restarts = bool(old and old.restarts)
            still[change.rule] = OpenDeadline(
                change.rule, change.occurrence, "running", change.revision, change.last.start, change.last.rule,
                change.last.pauses, change.last.day, change.last.ends_at, change.last.provisional, None, restarts,
            )  # fmt: skip
        elif old is not None:
            still[change.rule] = replace(old, state="paused", paused_from=TODAY, restarts=change.restarts)
    return replace(
        subject, state=decision.entry.target, version=subject.version + 1, deadlines=tuple(still.values())
    )


def opened(procedure: Procedure, subject: Subject, by: str) -> Subject:
    """A case that has just been opened."""
    command = Command("open", Actor("1", frozenset({by})), NOW)
    return taken(subject, begin(procedure, subject, command, CALENDAR))


def fresh(loaded: Any, procedure: Procedure) -> Subject:
    """A case before its first entry, with every asked value as it is suggested and every event known."""
    settings = {each.key: each.suggest for each in asked_values(loaded.programme, procedure.id)}
    facts = {key: (fact.choose or ("其他",))[0] for key, fact in loaded.programme.facts.items()}
    events = dict.fromkeys([*procedure.anchors, "round.opened", "title.granted", "submitted"], TODAY)
    return Subject("case", procedure.initial, 0, facts, settings, events)


def asked(
    procedure: Procedure, subject: Subject, roles: list[str], data: st.DataObject
) -> tuple[Command, Facts]:
    """Some action by somebody, more often than not by one who may, with everything it needs."""
    action = data.draw(st.sampled_from(sorted(procedure.actions(subject.state))))
    ways = procedure.actions(subject.state)[action]
    others = data.draw(st.sets(st.sampled_from(roles), max_size=2))
    actor = Actor(
        "1", frozenset({*others, data.draw(st.sampled_from([*ways[0].by, *ways[-1].by, roles[0]]))})
    )
    needed = {need.fact for way in ways for need in way.needs} if data.draw(st.booleans()) else set()
    names = facts_to_load(procedure, subject.state, action)
    facts = {name: name in needed or data.draw(st.booleans()) for name in sorted(names)}
    payload = given_for(tuple({field.name: field for way in ways for field in way.fields}.values()), data)
    return Command(action, actor, NOW + timedelta(minutes=subject.version), payload), facts


def answer(procedure: Procedure, subject: Subject, command: Command, facts: Facts) -> Decision | Refusal:
    """Yes or no."""
    try:
        return decide(procedure, subject, command, facts, CALENDAR)
    except Refusal as refusal:
        return refusal


@given(st.sampled_from(WALKED), st.data())
@settings(max_examples=60)
def test_random_walks_take_declared_ways_only(walked: tuple[Any, Procedure], data: st.DataObject) -> None:
    """Whatever anybody asks for: a declared way is taken, with its event, or a refusal names what is allowed."""
    loaded, procedure = walked
    subject = opened(procedure, fresh(loaded, procedure), next(iter(loaded.programme.parties)))
    roles = sorted({*loaded.programme.bodies, *loaded.programme.parties, CLOCK, "public"})
    for _ in range(25):
        if procedure.states[subject.state].end:
            assert procedure.actions(subject.state) == {}
            return
        command, facts = asked(procedure, subject, roles, data)
        found = answer(procedure, subject, command, facts)
        ways = procedure.actions(subject.state)[command.action]
        if isinstance(found, Refusal):
            assert found.allowed == procedure.open_to(subject.state, command.actor.acts_as)
            continue
        entry = found.entry
        assert entry.acting_as in command.actor.acts_as
        fitting = [way for way in ways if entry.acting_as in way.by and way.event == entry.event]
        assert entry.target in {way.target or subject.state for way in fitting}
        subject = taken(subject, found)


def two_roles(machine: Machines) -> Procedure:
    """One action that leads the city and the province to different places."""
    states = [State(name, "s", name, "city", waits="x") for name in ("a", "b", "c")]
    ways = [
        Transition("go", "went", "a", "b", ("city",)),
        Transition("go", "was_sent", "a", "c", ("province",)),
        *(Transition("end", "ended", state, "done", ("city",)) for state in ("b", "c")),
    ]
    return machine(states, ways)


@pytest.mark.parametrize(("role", "target"), [("city", "b"), ("province", "c")])
def test_action_of_several_roles_leads_each_its_own_way(role: str, target: str, machine: Machines) -> None:
    """The entry says as whom it was taken."""
    command = Command("go", Actor("1", frozenset({role})), NOW)
    decision = decide(two_roles(machine), Subject("case", "a", 1), command, {}, CALENDAR)
    assert (decision.entry.target, decision.entry.acting_as) == (target, role)


def test_action_of_other_roles_is_refused(machine: Machines) -> None:
    command = Command("go", Actor("1", frozenset({"county"})), NOW)
    with pytest.raises(NotYours) as refused:
        decide(two_roles(machine), Subject("case", "a", 1), command, {}, CALENDAR)
    assert refused.value.allowed == ()


@pytest.fixture
def whole(altered: Altered) -> tuple[Any, Procedure]:
    """The template with one deadline for the whole case."""
    loaded = load_text(altered(("    about: object\n", "    about: object\n    overall: 100 workdays\n")))
    return loaded, loaded.procedures["apply"]


def act(procedure: Procedure, subject: Subject, action: str, role: str, **payload: Any) -> Subject:
    """The subject after an action whose needs all hold."""
    facts = dict.fromkeys(facts_to_load(procedure, subject.state, action), True)
    command = Command(action, Actor("1", frozenset({role})), NOW, payload)
    return taken(subject, decide(procedure, subject, command, facts, CALENDAR))


def states_of(subject: Subject) -> dict[str, str]:
    """The deadlines that run or pause, by rule."""
    return {each.rule: each.state for each in subject.deadlines}


def test_deadline_of_the_whole_case_outlives_the_states(whole: tuple[Any, Procedure]) -> None:
    """It is opened with the case, stays while the case moves, pauses and goes on with a correction."""
    loaded, procedure = whole
    case = opened(procedure, fresh(loaded, procedure), "applicant")
    assert states_of(case) == {"submission": "running", "overall": "running"}
    case = act(procedure, case, "submit", "applicant")
    assert states_of(case) == {"overall": "running", "prefecture_review": "running"}
    case = act(procedure, case, "return_for_correction", "prefecture", reason="x", clock="continue")
    assert states_of(case) == {
        "overall": "paused", "prefecture_review": "paused", "prefecture_review.returned": "running",
    }  # fmt: skip
    case = act(procedure, case, "resubmit", "applicant")
    assert states_of(case) == {"overall": "running", "prefecture_review": "running"}
    assert states_of(act(procedure, case, "reject", "prefecture", reason="x")) == {}


def test_deadline_of_the_whole_case_passes_without_moving_it(whole: tuple[Any, Procedure]) -> None:
    """Even in a state whose own deadline would let the case lapse."""
    loaded, procedure = whole
    case = opened(procedure, fresh(loaded, procedure), "applicant")
    passed = act(procedure, case, "expire_overall", CLOCK)
    assert passed.state == "submission"
    assert states_of(passed) == {"submission": "running"}


def test_needs_that_do_not_hold_are_all_named(whole: tuple[Any, Procedure]) -> None:
    """The applicant learns at once what is missing."""
    loaded, procedure = whole
    case = opened(procedure, fresh(loaded, procedure), "applicant")
    facts = dict.fromkeys(facts_to_load(procedure, case.state, "submit"), False)
    command = Command("submit", Actor("1", frozenset({"applicant"})), NOW)
    with pytest.raises(NeedsUnmet) as refused:
        decide(procedure, case, command, facts, CALENDAR)
    assert set(refused.value.unmet) == set(facts)
    assert "provide" in refused.value.allowed
