"""Reminders: who gets them, when they may go out, and that nobody is reminded of what he has done already."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.proofs import check_everything, events, rows
from tests.reminding import REVIEW, with_text
from tests.world import CITY, FIRM, PROVINCE, World

SUPERVISED = "    supervised_by: {}\n    reminders: [-7 workdays, -2 workdays"


def urged(world: World, case: str) -> list[tuple[str, str]]:
    """The letters of reminders about a case: template and recipient."""
    known = ("reminder", "reminder_copy", "escalation")
    letters = [each for each in rows(world, "letter", subject=case) if each.template in known]
    return sorted((each.template, each.recipient) for each in letters)


def test_reminder_goes_to_those_whom_the_definition_names(world: World, tmp_path: Path) -> None:
    """One reminder to the office and the applicant with a copy to the province, the other as usual."""
    named = "reminders: [{at: -2 workdays, to: [owner, applicant], copy: province}, 0 days],"
    with_text(world, tmp_path, (REVIEW, f"{REVIEW} {named}"))
    case = world.bring("prefecture_review")
    world.now = datetime(2020, 1, 16, 2, tzinfo=UTC)
    world.sweep()
    first = [("reminder", f"org:{CITY}"), ("reminder", f"org:{FIRM}"), ("reminder_copy", f"org:{PROVINCE}")]
    assert urged(world, case) == sorted(first)
    world.advance(3)
    assert urged(world, case) == sorted([*first, ("reminder", f"org:{CITY}")])
    said = [entry.payload for entry in rows(world, "history", subject=case, event="reminded")]
    assert said == ['{"reminder":"-2 workdays"}', '{"reminder":"0 days"}']
    check_everything(world)


def test_escalation_of_a_supervisor_goes_to_the_organisation_above(world: World, tmp_path: Path) -> None:
    """Where the prefecture itself supervises, the province above it hears of what is late."""
    with_text(
        world, tmp_path,
        (SUPERVISED.format("province"), SUPERVISED.format("prefecture")),
    )  # fmt: skip
    world.open_round("city")
    world.open_round("city")
    case = world.bring("prefecture_review")
    world.advance(20)
    assert ("escalation", f"org:{PROVINCE}") in urged(world, case)


def test_reminder_keeps_to_working_hours(world: World, tmp_path: Path) -> None:
    """Due on a Saturday it comes on Monday morning; after an outage it waits for the next working morning."""
    hours = "reminding: {working_hours: 09:30-17:00}\n\nprocedures:\n  apply:"
    reminder = "reminders: [{at: -1 day, late: send}, {at: +6 days, late: send}],"
    with_text(world, tmp_path, ("procedures:\n  apply:", hours), (REVIEW, f"{REVIEW} {reminder}"))
    case = world.bring("prefecture_review")  # until Sunday 19 January, a make-up working day
    due = {each.rule: each.due_at for each in rows(world, "timer", subject=case, action="remind")}
    assert due["prefecture_review:-1 day"] == datetime(2020, 1, 17, 1, 30, tzinfo=UTC) + timedelta(days=2)
    # the sixth day after lies in the spring festival
    assert due["prefecture_review:+6 days"] == datetime(2020, 2, 3, 1, 30, tzinfo=UTC)
    world.now = datetime(2020, 2, 3, 12, tzinfo=UTC)  # nothing ran until eight in the evening
    assert [each.outcome for each in world.sweep() if each.rule.endswith("+6 days")] == ["put_off"]
    (late,) = rows(world, "timer", subject=case, rule="prefecture_review:+6 days")
    assert (late.state, late.due_at) == ("pending", datetime(2020, 2, 4, 1, 30, tzinfo=UTC))
    world.now = late.due_at
    assert [each.outcome for each in world.sweep() if each.rule.endswith("+6 days")] == ["fired"]
    assert world.sweep() == []
    check_everything(world)


def test_late_policy_of_a_reminder_is_its_own(world: World, tmp_path: Path) -> None:
    """After an outage one is sent although others follow, one is left out, and of the rest the last stands for all."""
    rules = "[{at: -5 workdays, late: send}, {at: -4 workdays, late: skip}, -3 workdays, -2 workdays]"
    with_text(world, tmp_path, (REVIEW, f"{REVIEW} reminders: {rules},"))
    case = world.bring("prefecture_review")
    world.now = datetime(2020, 1, 17, 3, tzinfo=UTC)
    outcome = {each.rule.partition(":")[2]: each.outcome for each in world.sweep() if each.subject == case}
    assert outcome == {
        "-5 workdays": "fired", "-4 workdays": "skipped", "-3 workdays": "skipped", "-2 workdays": "fired",
    }  # fmt: skip


def test_expert_who_has_scored_is_not_reminded(world: World) -> None:
    """Looked at when the reminder fires: only those who still owe a score get it."""
    case = world.bring("scoring.open")
    done, *left = world.drawn(case)
    world.let_score(case, done, score=80)
    while "reminded" not in events(world, case):
        world.advance()
    assert urged(world, case) == sorted(("reminder", expert) for expert in left)
