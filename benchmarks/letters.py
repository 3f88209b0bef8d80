"""Letters to a local mail server over 16 connections: claimed, written, sent and marked, against sending alone."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from aiosmtplib import SMTP
from sqlalchemy import update

from benchmarks.report import Figure
from benchmarks.sink import sink
from benchmarks.steps import STEPS, Run
from benchmarks.town import make_town, service_of
from casework.letters import deliver
from casework.letters.claiming import claim
from casework.letters.writing import Office, Ready, write_all
from casework.storage.store import open_store
from models.tables import person
from notifications.message import Letterhead, Mail
from notifications.transports import Smtp, SmtpServer

__all__ = ["measure"]

CONNECTIONS = 16
AIM = 0.5
NOW = STEPS[1].now + timedelta(minutes=1)
OFFICE = Office(Letterhead("申报系统", "shenbao@example.org"))


def measure(folder: Path, *, cases: int = 500, runs: int = 5) -> Figure:
    """The figure `letters_16`: its ratio is the library's time by ours, in runs that take turns."""
    made = folder / "letters.db"
    _make(made, cases)
    mails = _mails(_copied(made, folder / "letters_written.db"))
    ours, raw = [], []
    with sink() as port:
        for _ in range(runs):
            raw.append(asyncio.run(_send(port, mails)))
            ours.append(asyncio.run(_deliver(port, _copied(made, folder / "letters_run.db"), len(mails))))
    rates = {
        name: len(mails) / statistics.median(each) for name, each in (("casework", ours), ("aiosmtplib", raw))
    }
    return Figure(
        "letters_16", rates["casework"] / rates["aiosmtplib"], "letters a second", runs,
        f"aiosmtplib alone, sending the same {len(mails)} finished messages over {CONNECTIONS} connections to the same "
        "local server (aiosmtpd); ours claims, writes and marks each in a commit of its own, SQLite, synchronous=FULL",
        rates, {"aim": AIM},
    )  # fmt: skip


def _make(path: Path, cases: int) -> None:
    """Cases that were submitted: two letters each."""
    town = make_town(path, cases)
    with open_store(f"sqlite:///{path}", durable=False) as store:
        run = Run(service_of(store), town)
        for step in STEPS[:2]:
            run.take(step)
        with store.writing() as connection:
            connection.execute(update(person).values(email=person.c.no + "@example.org"))


def _copied(made: Path, path: Path) -> Path:
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copy(made, path)
    return path


def _mails(path: Path) -> list[Mail]:
    """The letters as finished messages."""
    with open_store(f"sqlite:///{path}", durable=False) as store:
        rows = claim(store, NOW, NOW + timedelta(hours=1), 10**6, "example.org")
        return [each.mail for each in write_all(service_of(store), OFFICE, rows) if isinstance(each, Ready)]


async def _send(port: int, mails: Sequence[Mail]) -> float:
    """Seconds that the library takes by itself."""
    left = iter(mails)

    async def connection() -> None:
        async with SMTP(
            hostname="127.0.0.1", port=port, start_tls=False, local_hostname="example.org"
        ) as client:
            for mail in left:
                await client.sendmail(mail.sender, list(mail.to), mail.content)

    start = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return time.perf_counter() - start


async def _deliver(port: int, path: Path, expected: int) -> float:
    """Seconds that the whole way out of the outbox takes."""
    transport = Smtp(SmtpServer("127.0.0.1", port, "none", connections=CONNECTIONS))
    with open_store(f"sqlite:///{path}") as store:
        start = time.perf_counter()
        done = await deliver(service_of(store), NOW, transport, OFFICE)
        taken = time.perf_counter() - start
    if done.sent != expected:
        raise RuntimeError(f"{done.sent} letters were sent where {expected} were due: {done}")
    return taken
