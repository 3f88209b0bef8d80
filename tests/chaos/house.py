"""A chaotic house: nodes and people in processes of their own, which are killed at any moment and come back."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from casework import calls
from casework.asked import Asked
from casework.clock.due import due_now, letters_due
from casework.record.seals import seal_is_due
from casework.service import Service
from casework.storage.errors import StoreError
from models.tables import flow_run, history, letter
from tests.chaos import checks
from tests.chaos.clock import Clock
from tests.chaos.journal import Journal
from tests.postgresql import Server
from tests.services import awaited
from tests.world import SETTINGS

__all__ = ["House", "opened"]

ROOT = Path(__file__).parents[2]
NODES, ACTORS = 2, 2
MISSED = "the run ledger cannot be looked through"  # what a node says whose database is away
LONGEST = 1.2  # seconds from the moment somebody works to the one he is killed


@dataclass
class House:
    """One database, one mail server, and all processes that work with them."""

    service: Service
    url: str
    folder: Path
    rng: random.Random
    clock: Clock
    port: int
    kills: int = 0
    days: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _mail: subprocess.Popen[bytes] | None = None

    @property
    def journals(self) -> list[Journal]:
        """What the actors wrote down."""
        return [Journal(self.folder / f"actor-{n}.journal") for n in range(ACTORS)]

    @property
    def taken(self) -> list[str]:
        """The Message-IDs of all mails the server took."""
        file = self.folder / "taken"
        return file.read_text().splitlines() if file.exists() else []

    def populate(self) -> None:
        """Start everybody."""
        self.open_round()
        for name in [*(f"node-{n}" for n in range(NODES)), *(f"actor-{n}" for n in range(ACTORS))]:
            self.start(name)

    def start(self, name: str, *, module: str = "") -> None:
        """Start a node, or an actor; ``module`` is another one that takes an actor's part."""
        if name.startswith("node"):
            words = ["tests.chaos.service", str(self.clock.path), "node"]
        else:
            journal = self.folder / f"{name}.journal"
            seed = str(self.rng.getrandbits(32))
            words = [module or "tests.chaos.actor", self.url, str(self.clock.path), str(journal), seed]
        self.running[name] = self._process(name, *words)

    def command(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command of shenbao by hand."""
        return self._process("command", "tests.chaos.service", str(self.clock.path), *words)

    def _process(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        own = {
            "home": self.folder / "home", "database_url": self.url, "prefect": "off", "safety_interval": 1,
            "mail": "smtp", "mail_from": "申报系统 <office@example.org>", "witness": "witness@example.org",
            "smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_security": "none", "smtp_timeout": 10,
        }  # fmt: skip
        settings = {f"SHENBAO_{key.upper()}": str(value) for key, value in own.items()}
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def open_round(self) -> None:
        """A new round: applicants may begin cases for thirty days."""
        now = self.clock.now()
        calls.open_round(self.service, "standard", "apply", now.year, SETTINGS, Asked("open", "prov", now))

    def next_day(self) -> None:
        """Put the clock a day forward for all."""
        self.clock.forward(1)
        self.days += 1
        if self.days % 20 == 0:
            self.open_round()

    def kill_somebody(self) -> None:
        """Kill one of them at a random instant of his work, and let another one take his place."""
        name = self.rng.choice(sorted(self.running))
        self.kill(name)
        self.start(name)

    def kill(self, name: str) -> None:
        """End a process as kill -9 does, some time after it has begun to work."""
        process = self.running[name]
        awaited(f"{name} at work", lambda: self._at_work(name, process))
        time.sleep(self.rng.uniform(0, LONGEST))  # the instant is what is tried here
        process.kill()
        process.wait()
        del self.running[name]  # not before: an interrupted test must end it
        self.kills += 1

    def _at_work(self, name: str, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, f"{name} has ended by itself:\n{self.log(name)}"
        if name.startswith("actor"):
            return Journal(self.folder / f"{name}.journal").at_work(process.pid)
        mine = select(func.count()).where(flow_run.c.node.endswith(f":{process.pid}"))
        with self.service.store.reading() as connection:
            return bool(connection.execute(mine).scalar_one())

    def without(self, server: Server) -> None:
        """The database goes down while all are at work, is missed, and comes back."""
        for name, process in self.running.items():
            awaited(f"{name} at work", lambda name=name, process=process: self._at_work(name, process))  # type: ignore[misc]
        server.go_down()
        for name in self.running:
            if name.startswith("node"):
                awaited(f"{name} to miss the database", lambda name=name: MISSED in self.log(name))  # type: ignore[misc]
        server.start()

    def log(self, name: str) -> str:
        """The end of what a process said."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-3000:]

    def faults(self) -> list[str]:
        """What is wrong at this moment, whoever is at work."""
        return checks.faults(self.service, self.journals)

    def come_to_rest(self) -> list[str]:
        """Let the people go home and the nodes do what is left, a day further on; returns what is wrong then."""
        for name in [each for each in self.running if each.startswith("actor")]:
            self.kill(name)
        self.next_day()  # leases have run out by then, and whoever was to wait has waited
        self._sweep_twice_at_once()
        awaited("the nodes to do all there is", self._nothing_left)
        return self.faults() + checks.faults_at_rest(self.service, self.clock.now(), self.taken)

    def _sweep_twice_at_once(self) -> None:
        for each in [self.command("sweep", "--once") for _ in range(2)]:
            assert each.wait() == 0, self.log("command")

    def _nothing_left(self) -> bool:
        now = self.clock.now()
        try:
            left = due_now(self.service, now).count + letters_due(self.service, now).count
            return not left and not seal_is_due(self.service, now) and self._nothing_claimed()
        except StoreError:
            return False

    def _nothing_claimed(self) -> bool:
        with self.service.store.reading() as connection:
            waiting = select(func.count()).where(letter.c.state.in_(["pending", "claimed"]))
            return not connection.execute(waiting).scalar_one()

    def close_mail_server(self) -> None:
        """Kill it in the middle of what it takes; nobody answers at its port any more."""
        assert self._mail is not None
        self._mail.kill()
        self._mail.wait()

    def open_mail_server(self) -> None:
        """Let it listen, at the port it had before."""
        words = "tests.chaos.postbox", str(self.port), str(self.folder / "taken")
        self._mail = self._process("postbox", *words)
        awaited("the mail server", self._mail_server_answers)

    def _mail_server_answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
                return connection.recv(3) == b"220"
        except ConnectionError:
            return False

    def tell(self) -> str:
        """What was done meanwhile, for the report."""
        by_clock = select(func.count()).where(history.c.actor == "clock")
        lost = select(func.count()).where(flow_run.c.state == "lost")
        with self.service.store.reading() as connection:
            counted = [
                connection.execute(each).scalar_one()
                for each in (select(func.count()).select_from(history), by_clock, lost)
            ]
        entries, fired, runs = counted
        return (
            f"{self.kills} kills on {self.days} days: {entries} entries, {fired} by the clock; "
            f"{runs} runs cut short; {len(self.taken)} letters arrived, {checks.doubles(self.taken)} of them twice, "
            "with the Message-ID of the first"
        )

    def close(self) -> None:
        """End all that is running."""
        for process in self.running.values():
            process.kill()
            process.wait()
        self.close_mail_server()


@contextmanager
def opened(service: Service, url: str, folder: Path, seed: int) -> Iterator[House]:
    """A house on a database that `make_town` has made; nobody is in it yet."""
    clock = Clock(folder / "clock")
    clock.begin()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house = House(service, url, folder, random.Random(seed), clock, port)
    house.open_mail_server()
    try:
        yield house
    finally:
        house.close()
