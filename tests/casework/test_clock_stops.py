"""Deadlines that move: extended by an officer, stopped and resumed at a return for correction."""

from datetime import UTC, date, datetime, timedelta

import pytest

from statemachines.refusals import Refusal
from tests.proofs import check_everything, events, row, rows
from tests.world import World


def test_extension_moves_the_deadline_and_its_timers(world: World) -> None:
    """Only the supervisor extends, only to a later day; the day named is the last day, whatever day it is."""
    case = world.bring("prefecture_review")
    with pytest.raises(Refusal):
        world.act(case, "extend", "city", until="2020-02-08", reason="材料多")
    with pytest.raises(Refusal, match="2020-01-19"):
        world.act(case, "extend", "prov", until="2020-01-19", reason="材料多")
    world.act(case, "extend", "prov", until="2020-02-08", reason="材料多")
    found = row(world, "deadline", subject=case, rule="prefecture_review")
    assert (found.last_day, found.revision) == (date(2020, 2, 8), 1)
    pending = rows(world, "timer", subject=case, state="pending")
    assert {each.occurrence for each in pending} == {"2.1"}
    assert max(each.due_at for each in pending if each.action == "expire") == datetime(
        2020, 2, 8, 16, tzinfo=UTC
    )
    change = row(world, "deadline_change", subject=case)
    assert (change.kind, change.before_day, change.after_day) == (
        "extended",
        date(2020, 1, 19),
        date(2020, 2, 8),
    )


def test_extension_after_the_deadline_lets_it_run_again(world: World) -> None:
    case = world.bring("prefecture_review")
    world.now = datetime(2020, 1, 20, 8, tzinfo=UTC)
    world.sweep()
    world.act(case, "extend", "prov", until="2020-02-08", reason="春节")
    assert row(world, "deadline", subject=case, rule="prefecture_review").state == "running"
    world.now = datetime(2020, 2, 9, 8, tzinfo=UTC)
    world.sweep()
    assert events(world, case).count("overdue") == 2


def test_extended_deadline_keeps_its_extension_through_a_return(world: World) -> None:
    """Extended to 28 January, stopped on the 6th, resumed on the 8th: two days later, the 30th."""
    case = world.bring("prefecture_review")
    world.act(case, "extend", "prov", until="2020-01-28", reason="材料多")
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    world.now += timedelta(days=2)
    world.act(case, "resubmit", "app")
    assert row(world, "deadline", subject=case, rule="prefecture_review").last_day == date(2020, 1, 30)


@pytest.mark.parametrize(
    ("clock", "expected"), [("continue", date(2020, 1, 22)), ("restart", date(2020, 2, 4))]
)
def test_return_for_correction_stops_the_clock(world: World, clock: str, expected: date) -> None:
    """Submitted on 6 January (working days 7, 8, 9, 10, 13 … 17, and Sunday the 19th, which is worked).

    Returned on Thursday the 9th, brought back on Tuesday the 14th. Continued: the 7th and 8th are spent, the eight left
    are 14, 15, 16, 17, 19, 20, 21, 22. Anew: the day of resumption does not count, so 15, 16, 17, 19, 20, 21, 22, 23
    and, after the Spring Festival (24 January to 2 February, as prolonged), Monday the 3rd and Tuesday the 4th.
    """
    case = world.bring("prefecture_review")
    world.now = datetime(2020, 1, 9, 2, tzinfo=UTC)
    world.act(case, "return_for_correction", "city", reason="补正", clock=clock)
    assert row(world, "deadline", subject=case, rule="prefecture_review").state == "paused"
    assert not [
        t
        for t in rows(world, "timer", subject=case, deadline_rule="prefecture_review")
        if t.state == "pending"
    ]
    world.now = datetime(2020, 1, 14, 2, tzinfo=UTC)
    world.act(case, "resubmit", "app")
    found = row(world, "deadline", subject=case, rule="prefecture_review")
    assert (found.last_day, found.state, found.revision) == (expected, "running", 2)
    check_everything(world)


def test_clock_stop_on_the_last_day_leaves_that_one_day(world: World) -> None:
    """Stopped on the tenth working day: one is left, the first day worked from resumption on."""
    case = world.bring("prefecture_review")
    world.now = datetime(2020, 1, 19, 2, tzinfo=UTC)
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    world.now = datetime(2020, 1, 22, 2, tzinfo=UTC)
    world.act(case, "resubmit", "app")
    assert row(world, "deadline", subject=case, rule="prefecture_review").last_day == date(2020, 1, 22)


def test_case_that_ends_while_its_clock_stands_still_leaves_nothing_running(world: World) -> None:
    case = world.bring("prefecture_review")
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    world.act(case, "find_false_material", "prov", reason="虚假")
    assert {each.state for each in rows(world, "deadline", subject=case)} == {"met", "cancelled"}
    check_everything(world)
