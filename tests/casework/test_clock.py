"""The clock: every timer fires once, whoever sweeps, however often, and whatever was missed is caught up."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.clock import timers
from models.tables import timer
from statemachines.refusals import Refusal
from tests.proofs import Other, check_everything, events, history, no_timers, poison, row, rows
from tests.world import FIRM, World

SWEEP = """
while True:
    sweep = timers.fire_due(service, now, limit=7)
    say(len(sweep.timers))
    if not sweep.timers:
        break
"""


def drafts(world: World, number: int) -> list[str]:
    """Drafts of one round whose deadlines are all past, each with reminders, an escalation and an expiry."""
    world.open_round()
    cases = [world.new_case() for _ in range(number)]
    world.now += timedelta(days=60)
    return cases


@pytest.mark.long
def test_many_sweepers_and_a_kill_fire_every_timer_exactly_once(world: World) -> None:
    """Two processes sweep 300 cases at once, a third is killed amid its work: none fires twice, none is lost."""
    cases = drafts(world, 300)
    killed, *others = (Other(world, SWEEP) for _ in range(3))
    killed.go()
    assert killed.said() == "7"
    for other in others:
        other.go()
    killed.kill()
    for other in others:
        assert other.ended().endswith("0")
    assert world.sweep() == []
    _each_lapsed_once(world, cases)


def _each_lapsed_once(world: World, cases: list[str]) -> None:
    """As many entries by the clock as timers fired, and of each case one end."""
    states = [each.state for each in rows(world, "timer")]
    assert set(states) <= {"fired", "skipped", "cancelled"}
    by_clock = [
        entry
        for entry in rows(world, "history", actor="clock")
        if entry.subject.startswith(("case", "round"))
    ]
    assert len(by_clock) == states.count("fired")
    for case in cases:
        assert events(world, case).count("lapsed") == 1
        assert world.state(case) == "lapsed"
    lapsed = [letter for letter in rows(world, "letter") if letter.template == "lapsed"]
    assert len(lapsed) == len(cases)
    check_everything(world)


def test_two_sweepers_fire_every_timer_exactly_once(world: World) -> None:
    """The same with few cases, so that it runs every time."""
    cases = drafts(world, 12)
    others = [Other(world, SWEEP) for _ in range(2)]
    for other in others:
        other.go()
    for other in others:
        other.ended()
    assert world.sweep() == []
    _each_lapsed_once(world, cases)


def test_outage_collapses_reminders_and_still_expires(world: World) -> None:
    """Of the reminders that fell due while nobody ran none goes out: the expiry says more. Nothing is pending after."""
    (case,) = drafts(world, 1)
    fired = {each.rule.partition(":")[2]: each.outcome for each in world.sweep() if each.subject == case}
    assert fired["expire"] == "fired"
    assert {fired[rule] for rule in ("-7 workdays", "-2 workdays", "0 days")} == {"skipped"}
    assert events(world, case) == ["opened", "lapsed"]


def test_outage_between_reminders_sends_only_the_last_of_them(world: World) -> None:
    """The deadline is still to come: one reminder stands for the two that were missed."""
    world.open_round()
    case = world.new_case()
    world.now = datetime(2020, 2, 5, 3, tzinfo=UTC)  # the last day, after the hour of the reminder
    outcomes = [(each.rule.partition(":")[2], each.outcome) for each in world.sweep() if each.subject == case]
    assert outcomes == [("-7 workdays", "skipped"), ("-2 workdays", "skipped"), ("0 days", "fired")]


def test_reminders_and_escalation_have_keys_of_their_own_and_fire_once(world: World) -> None:
    """Seven and two working days before the last day, on it, and the working day after it to the level above."""
    case = world.bring("prefecture_review")
    assert row(world, "deadline", subject=case, rule="prefecture_review").last_day == date(2020, 1, 19)
    keys = {
        each.rule: (each.occurrence, each.due_at)
        for each in rows(world, "timer", subject=case, state="pending")
    }
    assert {occurrence for occurrence, _ in keys.values()} == {"2.0"}
    assert {rule.partition(":")[2]: day.date() for rule, (_, day) in keys.items()} == {
        "-7 workdays": date(2020, 1, 9), "-2 workdays": date(2020, 1, 16), "0 days": date(2020, 1, 19),
        "expire": date(2020, 1, 19), "+1 workday escalate": date(2020, 1, 20),
    }  # fmt: skip
    world.advance(20)
    assert events(world, case)[2:] == ["reminded", "reminded", "reminded", "overdue", "escalated"]
    escalation = [letter for letter in rows(world, "letter", subject=case) if letter.template == "escalation"]
    assert len(escalation) == 2  # who is late, and who supervises
    check_everything(world)


def test_who_stays_overdue_is_escalated_and_who_moves_on_is_not(world: World) -> None:
    """Once the case has left the state, nobody is urged about it any more."""
    case = world.bring("prefecture_review")
    world.now = datetime(2020, 1, 19, 16, 30, tzinfo=UTC)  # half past midnight after the last day
    world.sweep()
    assert events(world, case)[-1] == "overdue"
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    world.advance(3)
    assert "escalated" not in events(world, case)
    check_everything(world)


def test_empty_sweep_leaves_no_trace(world: World) -> None:
    world.new_case()
    world.sweep()
    before = world.counts()
    with world.queries() as statements:
        assert timers.fire_due(world.service, world.now).timers == []
    assert [each for each in statements if not each.lstrip().upper().startswith("SELECT")] == []
    assert world.counts() == before


@pytest.mark.only("sqlite")
def test_empty_sweep_does_not_touch_the_file(world: World) -> None:
    world.new_case()
    world.sweep()
    path = world.url.removeprefix("sqlite:///")
    looking = sqlite3.connect(path)
    version = looking.execute("PRAGMA data_version").fetchone()
    files = {end: Path(path + end).read_bytes() for end in ("", "-wal")}
    timers.fire_due(world.service, world.now)
    assert looking.execute("PRAGMA data_version").fetchone() == version
    assert {end: Path(path + end).read_bytes() for end in files} == files
    looking.close()


def test_poisoned_timer_is_set_aside_after_three_attempts_and_blocks_nobody(world: World) -> None:
    cases = drafts(world, 3)
    poison(world, cases[0])
    for _ in range(6):
        world.sweep()
    assert [world.state(case) for case in cases] == ["submission", "lapsed", "lapsed"]
    aside = rows(world, "timer", subject=cases[0], state="set_aside")
    assert aside
    assert {each.attempts for each in aside} == {3}
    tasks = rows(world, "task", kind="timer_set_aside", subject=cases[0])
    assert {task.rule for task in tasks} == {each.rule for each in aside}
    assert all("history" in task.facts["error"] or "UNIQUE" in task.facts["error"] for task in tasks)
    assert world.sweep() == []


@pytest.mark.only("sqlite")  # PostgreSQL never claims a timer whose subject is not there to be locked
def test_timer_that_nothing_can_make_sense_of_is_set_aside_too(world: World) -> None:
    """Whatever is wrong with a timer, the sweep goes on."""
    cases = drafts(world, 2)
    with world.store.writing() as connection:
        connection.execute(timer.update().where(timer.c.subject == cases[0]).values(subject="nonsense"))
    for _ in range(6):
        world.sweep()
    assert world.state(cases[1]) == "lapsed"
    assert {each.state for each in rows(world, "timer", subject="nonsense")} == {"set_aside", "skipped"}


def test_timers_that_wait_do_not_stand_in_the_way_of_others(world: World) -> None:
    """Three draws wait for a seal; a sweep of two timers at a time gets past them to the draft that lapses."""
    waiting = [world.bring("scoring", object_no=number) for number in ("OBJ1", "OBJ3")]
    draft = world.new_case()
    for case in waiting:
        world.act(case, "freeze_panel", "prov")
    world.now += timedelta(days=60)
    fired: list[Any] = []
    while batch := [
        each
        for each in timers.fire_due(world.service, world.now, limit=2).timers
        if each.outcome != "waiting"
    ]:
        fired += batch
    assert world.state(draft) == "lapsed"
    assert {world.state(case) for case in waiting} == {"scoring.draw"}
    world.sweep()  # seals the days that have passed
    assert {world.state(case) for case in waiting} == {"scoring.open"}


def test_expiry_moves_nothing_before_its_moment(world: World) -> None:
    """The last day belongs to the period until its very end."""
    world.open_round()
    case = world.new_case()
    world.now = datetime(2020, 2, 5, 15, 59, 59, tzinfo=UTC)
    world.sweep()
    assert world.state(case) == "submission"
    world.now += timedelta(seconds=1)
    world.sweep()
    assert world.state(case) == "lapsed"


def test_lapsed_draft_cannot_be_submitted_and_lapses_even_before_the_sweep(world: World) -> None:
    """The deadline holds by itself; enforcement does not wait for the clock."""
    world.open_round()
    case = world.new_case()
    world.now = datetime(2020, 2, 5, 16, tzinfo=UTC)
    with pytest.raises(Refusal, match="已过申报期限"):
        world.act(case, "submit", "app", materials=[{"material": "application"}, {"material": "evidence"}])
    world.sweep()
    assert world.state(case) == "lapsed"
    assert no_timers(world, case)


def test_earliest_due_is_the_next_timer(world: World) -> None:
    assert timers.earliest_due(world.service) is None
    world.open_round()
    assert timers.earliest_due(world.service) == datetime(2020, 2, 5, 16, tzinfo=UTC)


def test_letters_of_a_reminder_speak_of_the_deadline_that_runs(world: World) -> None:
    """After an overdue stage, the next stage's reminder names the next stage's day."""
    case = world.bring("prefecture_review")
    world.advance(20)
    met = [{"criterion": "standing", "met": True, "reason": "属实"}]
    world.act(case, "judge", "city", findings=met)
    done = world.act(case, "accept", "city", attests=["真实性"])
    world.advance(20)
    reminder = next(
        each for each in history(world, case) if (each.event, each.source) == ("reminded", "province_review")
    )
    (letter,) = rows(world, "letter", entry=reminder.hash)
    assert letter.facts["last_day"] == done.last_day
    assert letter.recipient != f"org:{FIRM}"
