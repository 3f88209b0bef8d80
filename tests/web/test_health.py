"""What machines ask: alive, ready, measured."""

from datetime import timedelta

import pytest

from casework.storage.errors import DatabaseUnreachableError
from tests.web.conftest import Visitor
from tests.world import World
from web.house import House


def figures(nobody: Visitor) -> dict[str, float]:
    """The metrics, by name with labels."""
    lines = [line for line in nobody.get("/metrics").text.splitlines() if line[:1] not in ("#", "")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_process_says_that_it_is_alive(nobody: Visitor) -> None:
    assert nobody.get("/healthz").text == "ok\n"


def test_what_is_not_ready_is_named(nobody: Visitor, house: House) -> None:
    assert nobody.get("/readyz").json() == {"ready": True, "checks": {"database": "ok"}}
    house.checks = {"database": lambda: "", "flows": lambda: "enforce_deadlines: it is away"}
    answer = nobody.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {"database": "ok", "flows": "enforce_deadlines: it is away"},
    }


def test_metrics_tell_what_is_due_and_how_late(world: World, nobody: Visitor) -> None:
    world.new_case()
    assert figures(nobody)["shenbao_timers_due"] == 0
    world.now += timedelta(days=60)
    found = figures(nobody)
    assert found["shenbao_timers_due"] > 0
    assert found["shenbao_lag_seconds"] > 86400
    waiting = found['shenbao_letters{state="pending"}']
    world.sweep()
    found = figures(nobody)
    assert (found["shenbao_timers_due"], found["shenbao_lag_seconds"]) == (0, 0)
    assert found['shenbao_letters{state="pending"}'] > waiting
    assert found["shenbao_database_up"] == 1


def test_metrics_say_that_the_database_is_away(
    world: World, nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise DatabaseUnreachableError("db.example/shenbao")

    monkeypatch.setattr(world.store, "reading", gone)
    found = figures(nobody)
    assert found["shenbao_database_up"] == 0
    assert "shenbao_timers_due" not in found


def test_page_under_a_foreign_name_is_refused(nobody: Visitor) -> None:
    """A page elsewhere that points its own name at this machine gets nothing."""
    assert nobody.client.get("/", headers={"host": "evil.example"}).status_code == 400
