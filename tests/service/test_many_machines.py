"""docs/howto/run-on-many-machines.md with real processes: PostgreSQL, Prefect's server, two nodes, a worker.

Work falls due in waves, so that both nodes have their share of it whichever is quicker. One is killed while both work:
nothing is fired twice or lost, and the worker does what the nodes leave to it.
"""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, update

from casework import applications
from casework.clock import ledger
from casework.entering import people
from casework.record.audit import verify
from flows.prefect_environment import for_client
from flows.probe import answers
from models.tables import history, timer
from tests.databases import Databases
from tests.services import Running, Start, awaited
from tests.world import World, code

pytestmark = [pytest.mark.long, pytest.mark.only("postgresql")]
ROOT = Path(__file__).parents[2]
WAVES, A_WAVE = 15, 20  # how often work falls due, and how many cases of it at the same moment


@dataclass
class Prefect:
    """A server of Prefect's for a test, and its command line."""

    api: str
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of Prefect's; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *words],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done


@pytest.fixture
def prefect(databases: Databases, tmp_path: Path) -> Iterator[Prefect]:
    """A server of Prefect's on PostgreSQL where it has pg_trgm, as Debian's does; else on SQLite."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, **for_client(tmp_path / "prefect", api), "PYTHONPATH": str(ROOT)}
    name = databases.server.create()
    if _has_trigrams(databases, name):
        url = f"postgresql+asyncpg://shenbao@/{name}?host={databases.server.folder}"
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = url
    app = ["uvicorn", "--factory", "prefect.server.api.server:create_app"]
    with (tmp_path / "prefect.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *app, "--port", str(port), "--log-level", "warning"],
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        awaited("Prefect's server", lambda: answers(api))
        yield Prefect(api, environment)
    finally:
        server.terminate()
        server.wait()
        databases.server.drop(name)


def _has_trigrams(databases: Databases, name: str) -> bool:
    try:
        with psycopg.connect(databases.server.url(name, "postgres"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
    except psycopg.Error:
        return False
    return True


@pytest.fixture
def worker(prefect: Prefect, world: World, tmp_path: Path) -> Iterator[None]:
    """The work pool of prefect.yaml, and a worker of it."""
    prefect.command("work-pool", "create", "shenbao", "--type", "process")
    prefect.command("--no-prompt", "deploy", "--all")
    environment = {**prefect.environment, "SHENBAO_DATABASE_URL": world.url}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "worker", "start", "--pool", "shenbao"],
            env=environment, cwd=tmp_path, stdout=log, stderr=log,
        )  # fmt: skip
    yield
    process.terminate()
    process.wait()


def drafts(world: World) -> list[str]:
    """Many drafts whose time was over years ago."""
    round_no = world.open_round()
    return [
        applications.apply(
            world.service,
            applications.Application(round_no, code, number),
            world.asked("open", person),
        ).subject
        for code, number, person in _applicants(world)
    ]


def _applicants(world: World) -> list[tuple[str, str, str]]:
    numbers = range(1000, 1000 + WAVES * A_WAVE)
    people.enter(
        world.service,
        organisations=[
            {"code": code(n), "name": f"单位{n}", "kind": "enterprise", "level": "none", "region": "370102"}
            for n in numbers
        ],
        people=[{"no": f"p{n}", "name": f"p{n}", "organisation_code": code(n)} for n in numbers],
        grants=[
            {"person_no": f"p{n}", "role": "applicant", "organisation_code": code(n), "granted_at": world.now}
            for n in numbers
        ],
        objects=[
            {"no": f"X{n}", "programme": "standard", "kind": "object", "name": f"X{n}", "region": "370102"}
            for n in numbers
        ],
    )
    return [(code(n), f"X{n}", f"p{n}") for n in numbers]


def fired_by(world: World) -> Counter[str]:
    """How many timers each node fired: they bear the moment at which its run began."""
    counted = (
        select(timer.c.fired_at, func.count()).where(timer.c.state == "fired").group_by(timer.c.fired_at)
    )
    with world.store.reading() as connection:
        rows = connection.execute(counted).all()
    nodes = {row.started_at: row.node for row in ledger.recent(world.service, 1000)}
    found: Counter[str] = Counter()
    for moment, count in rows:
        found[nodes.get(moment, "")] += count
    return found


@dataclass
class Tide:
    """Drafts whose deadlines fall due wave by wave, everywhere at the same moment."""

    world: World
    drafts: list[str]
    waves: Iterator[int] = field(default_factory=lambda: iter(range(WAVES)))

    def __post_init__(self) -> None:
        self._due(self.drafts, datetime.now(UTC) + timedelta(days=365))

    def comes_until(self, what: str, ask: Callable[[], bool]) -> None:
        """Let one wave after another fall due until something is so; fails where all of them have been dealt with."""
        for number in self.waves:
            wave = self._wave(number)
            self._due(wave, datetime.now(UTC) + timedelta(seconds=2))
            awaited(f"{what}, or wave {number}", partial(self._either, ask, set(wave)))
            if ask():
                return
        raise AssertionError(f"all the work was done before {what}")

    def comes_in(self) -> None:
        """Let all that is left fall due at once."""
        self._due([draft for number in self.waves for draft in self._wave(number)], datetime.now(UTC))

    def _wave(self, number: int) -> list[str]:
        return self.drafts[number * A_WAVE : (number + 1) * A_WAVE]

    def _either(self, ask: Callable[[], bool], wave: set[str]) -> bool:
        return ask() or lapsed(self.world).keys() >= wave

    def _due(self, drafts: list[str], moment: datetime) -> None:
        waiting = update(timer).where(timer.c.subject.in_(drafts), timer.c.state == "pending")
        with self.world.store.writing() as connection:
            connection.execute(waiting.values(due_at=moment))


def test_nodes_share_the_work_and_one_that_is_killed_loses_nothing(
    world: World, prefect: Prefect, worker: None, start: Start
) -> None:
    tide = Tide(world, drafts(world))
    nodes = [start("node", database_url=world.url, prefect=prefect.api, safety_interval=1) for _ in range(2)]
    killed, other = nodes
    tide.comes_until("both nodes had their share", lambda: len(set(fired_by(world)) - {""}) == 2)
    tide.comes_until("the first was at work again", lambda: running(world, killed))
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait()
    tide.comes_in()
    awaited("every draft", lambda: len(lapsed(world)) == len(tide.drafts))
    awaited("the end of the sweeps", lambda: nothing_due(world))
    assert set(lapsed(world).values()) == {1}
    assert len(fired_by(world)) == 2
    assert verify(world.service).faults == ()
    given_up(world, killed)
    done_by_the_worker(world, prefect, {each.process.pid for each in nodes})
    assert other.end() == 0


def running(world: World, node: Running) -> bool:
    """Whether a node is in the middle of a sweep."""
    return "running" in sweeps_of(world, node)


def sweeps_of(world: World, node: Running) -> list[str]:
    """How it stands with the sweeps of a node."""
    rows = [row for row in ledger.recent(world.service, 1000) if row.flow == "enforce_deadlines"]
    return [row.state for row in rows if row.node.endswith(f":{node.process.pid}")]


def lapsed(world: World) -> dict[str, int]:
    """How often each draft lapsed."""
    known = select(history.c.subject, func.count()).where(history.c.event == "lapsed")
    with world.store.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(known.group_by(history.c.subject))}


def nothing_due(world: World) -> bool:
    """Whether no timer is due any more."""
    due = select(timer.c.rule).where(timer.c.state == "pending", timer.c.due_at <= datetime.now(UTC))
    with world.store.reading() as connection:
        return connection.execute(due.limit(1)).first() is None


def given_up(world: World, killed: Running) -> None:
    """The sweep of the killed node is given up once its lease is over."""
    ledger.reap(world.service, datetime.now(UTC) + 2 * ledger.LEASE)
    states = sweeps_of(world, killed)
    assert states.count("lost") <= 1  # it may have ended in the last instant
    assert set(states) <= {"lost", "done"}


def done_by_the_worker(world: World, prefect: Prefect, nodes: set[int]) -> None:
    """The daily look over the rounds runs in the work pool: it tells that the round has closed."""
    prefect.command("deployment", "run", "批次起止 open and close rounds/open-and-close-rounds")

    def looks() -> list[ledger.RunRow]:
        found = [row for row in ledger.recent(world.service) if row.flow == "open_and_close_rounds"]
        return [row for row in found if row.state == "done"]

    (look,) = awaited("the worker", looks)
    assert look.did == 1
    assert look.prefect_run
    assert int(look.node.rpartition(":")[2]) not in nodes
