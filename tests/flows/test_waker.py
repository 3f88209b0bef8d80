"""The waker on the machine's own clock: it wakes at the moment, and one flow that fails stops no other."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from casework.clock import ledger
from flows import waker as module
from flows.errands import ERRANDS, Desk, Outcome
from flows.fixed import Fixed
from flows.recorder import Recorder
from flows.runner import Runner, system_clock
from flows.waker import Waker
from models.tables import timer
from tests.world import World

PATIENCE = 60.0  # seconds until a test gives up


def fall_due(world: World, after: timedelta) -> str:
    """A case whose time is over so long from now; everything else has been done."""
    world.now = datetime.now(UTC)
    world.sweep()
    world.rounds.clear()
    world.open_round(year=world.now.year)
    case = world.new_case()
    with world.store.writing() as connection:
        mine = update(timer).where(timer.c.subject == case, timer.c.state == "pending")
        connection.execute(mine.values(due_at=world.now + after, provisional=False))
    return case


async def awaited(ask: Callable[[], bool]) -> None:
    """Wait until something holds; TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE):
        while not ask():  # noqa: ASYNC110 - what is asked is a database
            await asyncio.sleep(0.02)


async def until(waker: Waker, ask: Callable[[], bool]) -> None:
    """Let a waker work until something holds."""
    waker.start()
    try:
        await awaited(ask)
    finally:
        await waker.stop()


@pytest.fixture
def waker(runner: Runner) -> Waker:
    """A waker without Prefect that looks again only once an hour."""
    runner.clock = system_clock
    return Waker(runner, Recorder(), 3600)


def test_waker_wakes_at_the_earliest_timer(world: World, waker: Waker) -> None:
    """Which is due after its first look; the next one is an hour away."""
    case = fall_due(world, timedelta(seconds=1))
    asyncio.run(until(waker, lambda: world.state(case) == "lapsed"))
    runs = [row for row in ledger.recent(world.service) if row.flow == "enforce_deadlines"]
    assert {row.state for row in runs} <= {"done", "stopped"}  # the waker is stopped once the case has moved
    assert min(row.started_at for row in runs) >= world.now + timedelta(seconds=1)
    assert waker.trouble() == ""


def test_letters_of_a_sweep_go_out_after_it(world: World, waker: Waker) -> None:
    fall_due(world, timedelta(seconds=1))
    flows = {"enforce_deadlines", "deliver_letters"}
    asyncio.run(until(waker, lambda: {row.flow for row in ledger.recent(world.service)} >= flows))


def test_flow_that_fails_stops_no_other(world: World, waker: Waker, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(desk: Desk) -> Outcome:
        raise LookupError("nobody expected that")

    failing = replace(ERRANDS["open_and_close_rounds"], work=work)
    monkeypatch.setitem(ERRANDS, "open_and_close_rounds", failing)
    monkeypatch.setattr(module, "FIXED", (Fixed("open_and_close_rounds", {"second": "*"}),))
    case = fall_due(world, timedelta(seconds=2))
    asyncio.run(until(waker, lambda: world.state(case) == "lapsed"))
    failed = [row for row in ledger.recent(world.service) if row.state == "failed"]
    assert failed
    assert {(row.flow, row.error) for row in failed} == {("open_and_close_rounds", "LookupError")}
    assert waker.trouble() == ""


def test_waker_that_ends_leaves_what_is_not_done_for_the_next(
    world: World, waker: Waker, runner: Runner
) -> None:
    """A sweep under way ends after its next commit, and nothing is lost."""
    cases = [world.new_case(), world.new_case("app2", "OBJ2")]
    world.now = datetime.now(UTC)

    async def cut_short() -> None:
        waker.start()
        runner.stopping.set()
        await waker.stop()

    asyncio.run(cut_short())
    assert "running" not in {row.state for row in ledger.recent(world.service)}
    runner.stopping.clear()
    again = Waker(runner, Recorder(), 3600)
    asyncio.run(until(again, lambda: all(world.state(case) == "lapsed" for case in cases)))
