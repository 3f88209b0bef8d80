"""Prefect's server beside the service: it comes up later, records what happens, reaches for nothing outside, and ends
with the service, however that ends.
"""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from casework.clock import ledger
from flows.prefect_environment import for_client
from models.tables import timer
from tests.services import WATCHMAN, Start, awaited
from tests.world import World

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.long, pytest.mark.only("sqlite")]


def gone(process: int) -> bool:
    """Whether a process has ended, also where nobody has taken note of it yet."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def runs_at(port: int) -> list[dict[str, Any]]:
    """What Prefect has recorded."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/api/flow_runs/filter", "{}", {"Content-Type": "application/json"})
        found: list[dict[str, Any]] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def fall_due(world: World) -> str:
    """A case whose time is over at this moment."""
    world.now = datetime.now(UTC)
    world.open_round(year=world.now.year)
    case = world.new_case()
    with world.store.writing() as connection:
        now = update(timer).where(timer.c.subject == case, timer.c.state == "pending")
        connection.execute(now.values(due_at=world.now, provisional=False))
    return case


def test_service_without_a_network_has_its_runs_recorded_and_takes_prefect_along(
    world: World, start: Start, watched: Path, tmp_path: Path
) -> None:
    service = start(database_url=world.url, safety_interval=1)
    assert service.ready()["ready"]
    awaited("Prefect", lambda: service.said("(records runs)"))
    awaited("the import of its library", lambda: case_recorded(world))
    (row,) = [row for row in ledger.recent(world.service) if row.prefect_run][:1]
    port = int(service.said(r"server is starting: http://127\.0\.0\.1:(\d+)"))
    (run,) = [each for each in awaited("the record", lambda: ended(port)) if each["id"] == row.prefect_run]
    assert (
        run["state"]["message"]
        == f"looked at {row.seen}, did {row.did}, skipped {row.skipped}, failed {row.failed}"
    )
    assert run["tags"] == ["standard"]
    empty = run_that_does_nothing(world, port, tmp_path)
    assert empty not in {each["id"] for each in runs_at(port)}
    assert not watched.exists(), watched.read_text()
    children = service.children()
    assert children
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    awaited("the end of Prefect's server", lambda: all(map(gone, children)))


_NOTHING = """
import asyncio
from dataclasses import replace
from casework.clock.ledger import Counts
from flows.alone import runner_of_settings
from flows.errands import ERRANDS, Outcome
from flows.job import CURRENT, Job
from flows.recorded import record
async def main():
    with runner_of_settings() as runner:
        job = Job(runner, replace(ERRANDS["enforce_deadlines"], work=lambda desk: Outcome(Counts(3))))
        CURRENT.set(job)
        await record("enforce_deadlines", ["standard"])
        print(job.prefect_run)
asyncio.run(main())
"""


def run_that_does_nothing(world: World, port: int, folder: Path) -> str:
    """A node loses the race and finds nothing to do; the id that Prefect had given its run."""
    known = for_client(folder / "loser", f"http://127.0.0.1:{port}/api")
    environment = {**os.environ, **known, "PYTHONPATH": str(ROOT), "SHENBAO_DATABASE_URL": world.url}
    done = subprocess.run(
        [sys.executable, "-c", _NOTHING], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "keeps an empty run" not in done.stderr
    run = done.stdout.strip()
    assert run
    return run


def case_recorded(world: World) -> bool:
    """Let a case fall due, and tell whether Prefect has recorded what became of it."""
    case = fall_due(world)
    awaited("its end", lambda: world.state(case) == "lapsed")
    awaited("the end of its run", lambda: all(row.state == "done" for row in ledger.recent(world.service)))
    return bool(ledger.recent(world.service)[0].prefect_run)


def ended(port: int) -> list[dict[str, Any]]:
    """The runs, once all of them have ended."""
    runs = runs_at(port)
    return runs if all(run["state"]["type"] == "COMPLETED" for run in runs) else []


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_service_ends_prefect_s_server_with_it(world: World, start: Start, by: signal.Signals) -> None:
    """Also one that has not come up yet."""
    service = start(database_url=world.url)
    children = awaited("Prefect's server", service.children)
    assert service.end(by) == 0
    assert all(map(gone, children))
    assert "Traceback" not in service.log.read_text()


def test_prefect_that_does_not_answer_is_told_and_waited_for_by_nobody(world: World, start: Start) -> None:
    case = world.new_case()
    service = start(database_url=world.url, prefect="http://127.0.0.1:9")
    assert service.ready()["ready"]
    awaited("the deadline of 2020", lambda: world.state(case) == "lapsed")
    awaited(
        "the warning", lambda: service.said("(SHENBAO_PREFECT: nothing answers at http://127.0.0.1:9/api)")
    )
    assert service.end() == 0


def test_watchman_writes_down_who_reaches_outside(tmp_path: Path) -> None:
    """What the test above rests on is able to fail."""
    (tmp_path / "sitecustomize.py").write_text(WATCHMAN)
    reaching = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "WATCHED": str(tmp_path / "watched")}
    done = subprocess.run([sys.executable, "-c", reaching], env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert "192.0.2.1" in (tmp_path / "watched").read_text()
