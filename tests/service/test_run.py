"""`shenbao run` in a process of its own."""

import signal
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.clock import ledger
from models.tables import history, timer
from tests.proofs import poison, rows
from tests.services import Start, awaited
from tests.world import World

pytestmark = pytest.mark.long  # a process of its own takes seconds to start
OFF = {"prefect": "off", "demonstration": "off"}


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_service_fires_what_is_due_and_ends_when_asked(
    world: World, start: Start, by: signal.Signals
) -> None:
    """The world stands still in 2020: what it has set is long due."""
    case = world.new_case()
    service = start(database_url=world.url, **OFF)
    assert service.ready() == {"ready": True, "checks": {"database": "ok", "flows": "ok"}}
    awaited("the deadline of 2020", lambda: world.state(case) == "lapsed")
    awaited("the run's end", lambda: all(row.state == "done" for row in ledger.recent(world.service)))
    (row,) = [row for row in ledger.recent(world.service) if row.flow == "enforce_deadlines"]
    assert (row.prefect_run, row.failed) == ("", 0)
    assert row.did >= 2
    assert service.end(by) == 0
    with world.store.reading() as connection:
        moved = connection.execute(select(history.c.event).where(history.c.event == "lapsed")).all()
        left = connection.execute(
            select(timer.c.rule).where(timer.c.state == "pending", timer.c.due_at < row.started_at)
        )
        assert (len(moved), left.all()) == (1, [])


@pytest.mark.only("sqlite")
def test_service_leaves_no_trace_where_nothing_is_due(world: World, start: Start) -> None:
    """Looked at twice, and nothing is written: neither in the ledger nor anywhere else."""
    world.now += timedelta(days=3000)
    world.sweep()
    before = world.counts()
    service = start(database_url=world.url, safety_interval=1, scheduler="on", **OFF)
    service.ready()

    def looked() -> str:
        lines = service.get("/metrics")[1].splitlines()
        return next(line for line in lines if line.startswith("shenbao_last_look_timestamp_seconds "))

    first = looked()
    awaited("another look", lambda: looked() != first)
    assert service.end() == 0
    assert world.counts() == before


@pytest.mark.only("sqlite")
def test_poisoned_timer_is_set_aside_with_a_task_and_the_service_goes_on(world: World, start: Start) -> None:
    cases = [world.new_case(), world.new_case("app2", "OBJ2")]
    poison(world, cases[0])
    service = start(database_url=world.url, safety_interval=1, **OFF)
    awaited("the other case", lambda: world.state(cases[1]) == "lapsed")
    awaited("the task", lambda: rows(world, "task", kind="timer_set_aside", subject=cases[0]))
    awaited("the last try", lambda: not rows(world, "timer", subject=cases[0], state="pending"))
    assert service.ready()["ready"]
    shown = service.get("/metrics")[1]
    assert "shenbao_timers_due 0.0" in shown
    assert 'shenbao_done_total{flow="enforce_deadlines",what="set_aside"}' in shown
    assert service.end() == 0
