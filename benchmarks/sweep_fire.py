"""How fast the clock fires what fell due, in bulk, against the same actions taken one by one, a commit each.

A thousand drafts lapse among a million timers that are not due yet: each with its transition, its history entry, its
deadline and timers, and its letters.
"""

from __future__ import annotations

import multiprocessing
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.report import Figure
from benchmarks.sweep_growth import POSTGRESQL, SQLITE, grow
from benchmarks.town import FIRM, OPENED, fill, object_no, service_of
from casework import acting
from casework.applications import Application, apply
from casework.asked import Asked
from casework.clock import timers
from casework.clock.sweeping import sweep
from casework.record.seals import seal_missing
from casework.storage.store import open_store
from models.tables import timer
from tests import postgresql

__all__ = ["on_postgresql", "on_sqlite"]

DUE, PENDING, SINGLE = 1000, 1_000_000, 300
AIM = 3.0
COMPARED_WITH = (
    f"the same action on {SINGLE} of the same cases through casework.acting.act, a commit each, in the same run and in "
    f"turn; {DUE} drafts lapse among {PENDING} pending timers, in commits of 200, waiting for the disk"
)
Copied = Callable[[], AbstractContextManager[str]]


def on_sqlite(folder: Path, *, runs: int = 5, pending: int = PENDING) -> Figure:
    """The figure `sweep_fire_sqlite`."""
    made = folder / "firing.db"
    now = _drafts_due(f"sqlite:///{made}")
    grow(f"sqlite:///{made}", SQLITE % (pending - DUE))

    @contextmanager
    def copied() -> Iterator[str]:
        own = shutil.copy(made, folder / "firing-copy.db")
        yield f"sqlite:///{own}"
        for left in folder.glob("firing-copy.db*"):
            left.unlink()

    return _figure("sweep_fire_sqlite", copied, now, runs)


def on_postgresql(_: Path, *, runs: int = 5, pending: int = PENDING) -> Figure:
    """The figure `sweep_fire_postgresql`."""
    programs = postgresql.programs()
    if programs is None:
        raise SystemExit("sweep_fire_postgresql needs PostgreSQL installed (initdb, postgres)")
    with postgresql.running(programs, durable=True) as server:
        made = server.create()
        now = _drafts_due(server.url(made))
        grow(server.url(made), POSTGRESQL % (pending - DUE))

        @contextmanager
        def copied() -> Iterator[str]:
            name = server.create(made)
            yield server.url(name)
            server.drop(name)

        return _figure("sweep_fire_postgresql", copied, now, runs)


def _drafts_due(url: str) -> datetime:
    """A round with a thousand drafts, their reminders all sent; returns the moment their time is over."""
    round_no = fill(url, DUE)
    with open_store(url, durable=False) as store:
        service = service_of(store)
        for at in range(DUE):
            apply(service, Application(round_no, FIRM, object_no(at)), Asked("open", "app", OPENED))
        lapsing = select(func.min(timer.c.due_at)).where(
            timer.c.action == "expire", timer.c.subject.like("case:%")
        )
        with store.reading() as connection:
            over: datetime = connection.execute(lapsing).scalar_one()
        sweep(service, over - timedelta(seconds=1))
        seal_missing(service, over)
    return over


def _figure(name: str, copied: Copied, now: datetime, runs: int) -> Figure:
    single, one, two = [], [], []
    for _ in range(runs):
        with copied() as url:
            single.append(_one_by_one(url, now))
        with copied() as url:
            one.append(_timed(url, now, 1))
        with copied() as url:
            two.append(_timed(url, now, 2))
    rates = {key: statistics.median(each) for key, each in (("single", single), ("one", one), ("two", two))}
    return Figure(
        name, rates["one"] / rates["single"], "timers a second", runs, COMPARED_WITH,
        {"one_by_one": rates["single"], "one_node": rates["one"], "two_nodes": rates["two"]},
        {"aim": AIM, "ratio_two_nodes": rates["two"] / rates["single"]},
    )  # fmt: skip


def _one_by_one(url: str, now: datetime) -> float:
    """Actions a second, each in a commit of its own."""
    with open_store(url) as store:
        service = service_of(store)
        due = select(timer.c.subject).where(timer.c.state == "pending", timer.c.due_at <= now)
        with store.reading() as connection:
            subjects = connection.execute(
                due.where(timer.c.subject.like("case:standard%")).order_by(timer.c.subject).limit(SINGLE)
            ).scalars().all()  # fmt: skip
        begun = time.perf_counter()
        for subject in subjects:
            acting.act(service, subject, Asked("expire", "clock", now))
        return len(subjects) / (time.perf_counter() - begun)


def _timed(url: str, now: datetime, nodes: int) -> float:
    """Timers a second, of so many processes that sweep at the same time."""
    if nodes == 1:
        begun = time.perf_counter()
        fired = _fire_all(url, now)
        return fired / (time.perf_counter() - begun)
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(nodes + 1), context.Queue()
    workers = [context.Process(target=_node, args=(url, now, ready, results)) for _ in range(nodes)]
    for each in workers:
        each.start()
    ready.wait()
    begun = time.perf_counter()
    fired = sum(results.get() for _ in workers)
    taken = time.perf_counter() - begun
    for each in workers:
        each.join()
    return _all_of_them(fired) / taken


def _node(url: str, now: datetime, ready: object, results: object) -> None:
    """What a second process does; it begins together with the others."""
    ready.wait()  # type: ignore[attr-defined]
    results.put(_fire_all(url, now))  # type: ignore[attr-defined]


def _all_of_them(fired: int) -> int:
    if fired < DUE:
        raise RuntimeError(f"{fired} timers fired where {DUE} were due")
    return fired


def _fire_all(url: str, now: datetime) -> int:
    fired = 0
    with open_store(url) as store:
        service = service_of(store)
        while found := timers.fire_due(service, now).count("fired"):
            fired += found
    return fired
