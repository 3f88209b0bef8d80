"""A run is entered in the ledger, whatever becomes of it; one that did nothing leaves no trace."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from casework.clock import ledger
from casework.clock.ledger import Counts
from flows.errands import ERRANDS, Errand, Outcome
from flows.runner import Runner, Stopped
from tests.world import World

ENFORCE = ERRANDS["enforce_deadlines"]


def failing(error: Exception) -> Errand:
    """An errand that fails."""

    def work(*_: object) -> Outcome:
        raise error

    return replace(ENFORCE, work=work)


def test_run_that_did_something_is_in_the_ledger(world: World, runner: Runner) -> None:
    case = world.new_case()
    world.now += timedelta(days=60)
    outcome = asyncio.run(runner.run(ENFORCE, prefect_run="p1"))
    (row,) = ledger.recent(world.service)
    assert (row.flow, row.node, row.state, row.prefect_run) == ("enforce_deadlines", "here:1", "done", "p1")
    assert (row.seen, row.did, row.skipped, row.failed) == (
        outcome.counts.seen, outcome.counts.did, outcome.counts.skipped, 0
    )  # fmt: skip
    assert row.counts["sealed"] == 60
    assert row.counts["fired"] == row.did - 60 > 0
    assert case in outcome.ids
    assert world.state(case) == "lapsed"


@pytest.mark.parametrize("quietly", [False, True])
def test_run_that_did_nothing_leaves_no_trace(world: World, runner: Runner, quietly: bool) -> None:
    before = world.counts()
    assert asyncio.run(runner.run(ENFORCE, quietly=quietly)).counts.nothing
    assert world.counts() == before


def test_quiet_run_that_did_something_is_in_the_ledger(world: World, runner: Runner) -> None:
    world.new_case()
    world.now += timedelta(days=60)
    asyncio.run(runner.run(ENFORCE, quietly=True))
    assert [row.state for row in ledger.recent(world.service)] == ["done"]


def test_run_that_fails_is_in_the_ledger_by_the_kind_of_its_error_alone(world: World, runner: Runner) -> None:
    """The text of an error may name people."""
    with pytest.raises(LookupError):
        asyncio.run(runner.run(failing(LookupError("张三"))))
    (row,) = ledger.recent(world.service)
    assert (row.state, row.error) == ("failed", "LookupError")
    assert row.ended_at is not None


def test_run_ends_after_its_next_commit_where_the_node_is_to_end(world: World, runner: Runner) -> None:
    """What was committed until then stays."""
    case = world.new_case()
    world.now += timedelta(days=60)
    runner.stopping.set()
    with pytest.raises(Stopped):
        asyncio.run(runner.run(ENFORCE))
    (row,) = ledger.recent(world.service)
    assert (row.state, row.error, row.failed) == ("stopped", "Stopped", 0)
    assert row.did > 0
    runner.stopping.clear()
    asyncio.run(runner.run(ENFORCE))
    assert world.state(case) == "lapsed"


def test_runs_are_kept_for_ninety_days(world: World, runner: Runner) -> None:
    """The daily flow forgets what is older, says how many, and does not run for nothing."""
    daily = ERRANDS["seal_history"]
    old = [ledger.begin(world.service, "enforce_deadlines", "here:1", world.now) for _ in range(2)]
    for each in old:
        ledger.end(world.service, each, world.now, Counts(1, 1))
    world.now += timedelta(days=45)
    kept = ledger.begin(world.service, "enforce_deadlines", "here:1", world.now)
    ledger.end(world.service, kept, world.now, Counts(1, 1))
    asyncio.run(runner.run(daily))
    world.now += timedelta(days=45, seconds=1)
    assert asyncio.run(runner.due(daily, world.now)).count
    outcome = asyncio.run(runner.run(daily))
    assert outcome.counts.by["forgotten"] == 2
    left = {each.no for each in ledger.recent(world.service, 100)}
    assert kept in left
    assert left.isdisjoint(old)
    assert not asyncio.run(runner.due(daily, world.now)).count


def test_run_that_goes_on_is_not_forgotten(world: World) -> None:
    going = ledger.begin(world.service, "enforce_deadlines", "here:1", world.now)
    assert ledger.forget(world.service, world.now + timedelta(days=365)) == 0
    assert [each.no for each in ledger.recent(world.service)] == [going]


def test_run_whose_node_was_killed_is_given_up_once_its_lease_is_over(world: World) -> None:
    number = ledger.begin(world.service, "enforce_deadlines", "gone:1", world.now)
    world.now += ledger.LEASE
    assert ledger.reap(world.service, world.now) == 0
    ledger.renew(world.service, number, world.now)
    world.now += ledger.LEASE
    assert ledger.reap(world.service, world.now) == 0
    world.now += timedelta(seconds=1)
    assert ledger.reap(world.service, world.now) == 1
    (row,) = ledger.recent(world.service)
    assert (row.state, row.ended_at) == ("lost", world.now - timedelta(seconds=1))


def test_run_that_was_given_up_and_ends_after_all_says_so(world: World) -> None:
    """A node that was held up, not gone, has the last word."""
    number = ledger.begin(world.service, "enforce_deadlines", "slow:1", world.now)
    world.now += 2 * ledger.LEASE
    ledger.reap(world.service, world.now)
    ledger.end(world.service, number, world.now, Counts(seen=1, did=1))
    assert [row.state for row in ledger.recent(world.service)] == ["done"]
