"""What stands beside the stages: deadlines and the clock, leads, selectors, findings, withdrawal."""

import pytest

from tests.trial import PUBLICITY, SCORING, STANDING, procedure, told

LATE = {
    "accept": ("clock: expire, s → stays", set()),
    "refuse": ("clock: expire, s → stays", {"in_time"}),
    "lapse": ("clock: expire, s → lapsed", {"in_time"}),
    "proceed": ("clock: expire, s → last", set()),
}


@pytest.mark.parametrize("late", LATE)
def test_submission_that_is_late_follows_its_rule(late: str) -> None:
    """Taken all the same, refused, lapsed, or passed on by the clock."""
    expiry, needs = LATE[late]
    machine = procedure(f"s: {{kind: submission, by: firm, to: city, due: 5 days, late: {late}}}")
    (expire,) = machine.actions("s")["expire"]
    (submit,) = machine.actions("s")["submit"]
    assert told(expire) == expiry
    assert {need.fact for need in submit.needs} & {"in_time"} == needs


def test_deadline_brings_what_the_clock_and_the_supervisor_may_do() -> None:
    """Reminder, escalation, expiry, recomputing and extension, none of which moves the case."""
    machine = procedure("s: {kind: review, by: city, due: 5 days}")
    standing = {told(way) for way in machine.transitions if way.source == "s" and way.action in STANDING}
    clock = {f"clock: {action}, s → stays" for action in ("remind", "escalate", "expire", "recompute")}
    assert standing == {*clock, "province: extend, s → stays"}


def test_deadline_of_an_order_is_asked_of_whoever_gives_it() -> None:
    """Accepting leads to the building phase, so it takes the day; the supervisor may set it later."""
    review = "r: {kind: review, by: city, due: 5 days}"
    machine = procedure(f"{review}\n      - s: {{kind: construction, by: firm, due: {{ask: order}}}}")
    (accept,), (reject,) = machine.actions("r")["accept"], machine.actions("r")["reject"]
    assert "due" in {field.name for field in accept.fields}
    assert "due" not in {field.name for field in reject.fields}
    assert [told(way) for way in machine.actions("s")["set_due"]] == ["province: set_due, s → stays"]


def test_lead_sends_an_outcome_elsewhere_as_often_as_allowed() -> None:
    """Back to the review at most twice more; then the end that the outcome has otherwise."""
    review = "r: {kind: review, by: city, due: 5 days}"
    lead = "leads: {site_check_failed: {to: r, at_most: 2}}"
    check = f"s: {{kind: site_check, by: city, due: 5 days, when: always, failed: reject, {lead}}}"
    machine = procedure(f"{review}\n      - {check}")
    assert [told(way) for way in machine.actions("s")["fail_site_check"]] == [
        "city: fail_site_check, s → r when visits_left:r:3",
        "city: fail_site_check, s → site_check_failed when not visits_left:r:3",
    ]


def test_stage_for_some_is_skipped_by_the_others() -> None:
    """Two stages for different cities: each case takes its own, and a third city neither."""
    facts = ("titles:", "facts: {city: {of: firm}}\ntitles:")
    stages = (
        "r: {kind: review, by: city, due: 5 days}\n"
        "      - a: {kind: review, for: {city: [甲]}, by: city, due: 5 days}\n"
        "      - b: {kind: review, for: {city: [乙, 丙]}, by: city, due: 5 days}"
    )
    machine = procedure(stages, facts)
    first, second = "for:city=甲", "for:city=乙|丙"
    assert [told(way) for way in machine.actions("r")["accept"]] == [
        f"city: accept, r → a when {first}",
        f"city: accept, r → b when not {first} and {second}",
        f"city: accept, r → last when not {first} and not {second}",
    ]


def test_finding_of_misconduct_ends_a_case_in_every_state_but_its_ends() -> None:
    """By the body that the programme names, and by nobody else."""
    sanction = "sanctions: [{cause: 虚假材料, found_by: province, ends: case}]\nprocedures:"
    machine = procedure(PUBLICITY, ("procedures:", sanction))
    open_states = [state.id for state in machine.states.values() if not state.end]
    found = [way for way in machine.transitions if way.action == "find_false_material"]
    assert [(way.source, way.target, way.by) for way in found] == [
        (state, "false_material", ("province",)) for state in open_states
    ]


def test_withdrawal_is_the_applicants_where_the_programme_allows_it() -> None:
    """In every state but those of the clock."""
    machine = procedure(SCORING, ("    supervised_by:", "    withdrawal: true\n    supervised_by:"))
    found = {way.source: way.by for way in machine.transitions if way.action == "withdraw"}
    assert found == dict.fromkeys(("s", "s.open", "last"), ("firm",))
    assert "withdraw" not in procedure(SCORING).actions("s")


def test_deadline_of_the_whole_case_runs_beside_those_of_its_states() -> None:
    """When it passes, the supervisor is told and nothing moves, in whatever state."""
    machine = procedure(SCORING, ("    supervised_by:", "    overall: 60 workdays\n    supervised_by:"))
    assert machine.overall is not None
    assert machine.overall.action == "expire_overall"
    passed = [way for way in machine.transitions if way.action == "expire_overall"]
    assert [way.source for way in passed] == [state.id for state in machine.states.values() if not state.end]
    assert {(way.target, way.by, way.letters[0].to) for way in passed} == {(None, ("clock",), ("province",))}
