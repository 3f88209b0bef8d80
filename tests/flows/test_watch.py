"""The waker is woken for what is due, and for nothing else; what waits or fails holds up nobody."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from casework.clock import ledger
from casework.clock.timers import earliest_due
from casework.storage.errors import DatabaseUnreachableError
from flows.errands import ERRANDS
from flows.recorder import Recorder
from flows.runner import Runner
from flows.watch import Watch
from models.tables import timer
from tests.proofs import poison, rows
from tests.world import World


@pytest.fixture
def watch(runner: Runner) -> Watch:
    """The watch over deadlines, without Prefect."""
    return Watch(ERRANDS["enforce_deadlines"], earliest_due, runner, Recorder())


def look(watch: Watch, *, thoroughly: bool = False) -> datetime | None:
    return asyncio.run(watch.look(thoroughly=thoroughly))


def test_watch_sleeps_until_the_earliest_timer(world: World, watch: Watch) -> None:
    before = world.counts()
    assert look(watch) is None
    assert world.counts() == before
    world.new_case()
    moment = look(watch)
    assert moment == earliest_due(world.service)
    assert moment is not None
    world.now = moment
    look(watch)
    assert [row.flow for row in ledger.recent(world.service)] == ["enforce_deadlines"]


def test_what_only_waits_wakes_nobody_and_leaves_no_trace(world: World, watch: Watch) -> None:
    """A draw waits for the seal of its day: due all night, and looked at again without a word."""
    case = world.bring("scoring")
    world.act(case, "freeze_panel", "prov")
    world.now += timedelta(minutes=1)
    moment = look(watch)
    before = world.counts()
    for _ in range(3):
        assert look(watch, thoroughly=True) == moment
    assert look(watch) == moment
    assert world.counts() == before
    assert moment is not None
    assert moment > world.now
    world.now = datetime(world.now.year, world.now.month, world.now.day, 16, 0, 5, tzinfo=UTC)
    look(watch, thoroughly=True)  # the day is over
    assert world.state(case) == "scoring.open"


def test_poisoned_timer_is_set_aside_and_holds_up_nobody(world: World, watch: Watch) -> None:
    """Tried again at the safety interval only: three times, and then a task for somebody."""
    cases = [world.new_case(), world.new_case("app2", "OBJ2")]
    poison(world, cases[0])
    world.now += timedelta(days=60)
    look(watch)
    assert world.state(cases[1]) == "lapsed"
    assert look(watch) is None
    while watch.left:
        look(watch, thoroughly=True)
    aside = rows(world, "timer", subject=cases[0], state="set_aside")
    assert {each.attempts for each in aside} == {3}
    assert all(row.state == "done" and row.failed for row in ledger.recent(world.service))
    assert rows(world, "task", kind="timer_set_aside", subject=cases[0])
    assert watch.trouble == ""


def test_timer_set_in_the_past_is_found_at_the_safety_interval(world: World, watch: Watch) -> None:
    """Whoever acts at a terminal may make something due at once; the waker was armed before."""
    case = world.new_case()
    look(watch)
    with world.store.writing() as connection:
        connection.execute(update(timer).where(timer.c.subject == case).values(due_at=world.now))
    look(watch, thoroughly=True)
    assert world.state(case) == "lapsed"


def test_database_that_is_away_is_told_and_looked_for_again(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.new_case()
    world.now += timedelta(days=60)
    with monkeypatch.context() as away:

        def gone(*_: object) -> None:
            raise DatabaseUnreachableError("db.example/shenbao")

        away.setattr(world.store, "reading", gone)
        assert look(watch) is None
        assert "db.example/shenbao" in watch.trouble
        assert "SHENBAO_DATABASE_URL" in watch.trouble
    look(watch, thoroughly=True)
    assert watch.trouble == ""
    assert [row.state for row in ledger.recent(world.service)] == ["done"]


def test_who_comes_while_somebody_looks_goes_on_his_way(watch: Watch) -> None:
    async def both() -> list[datetime | None]:
        return list(await asyncio.gather(watch.look(), watch.look()))

    assert asyncio.run(both()) == [None, None]
