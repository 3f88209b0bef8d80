"""How long the clock needs for a thousand timers that fell due together, durable, in batches."""

from __future__ import annotations

import shutil
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.steps import STEPS, Run
from benchmarks.town import make_town, service_of
from casework.clock import timers
from casework.storage.store import open_store

__all__ = ["measure"]

AIM_MS = 1.0
DUE = datetime(2020, 1, 23, 2, tzinfo=UTC)  # the first reminder of every draft is due, nothing else


def measure(folder: Path, *, due: int = 1000, runs: int = 5) -> Figure:
    """The figure `sweep_sqlite`: milliseconds a timer; its ratio is aim / value, above 1 is better."""
    town = make_town(folder / "sweep.db", due)
    with open_store(f"sqlite:///{town.path}", durable=False) as store:
        Run(service_of(store), town).take(STEPS[0])
    taken = [_once(town.path, folder / "sweep_run.db", due) for _ in range(runs)]
    value = statistics.median(taken) * 1000 / due
    return Figure(
        "sweep_sqlite", AIM_MS / value, "ms a timer", runs,
        f"an aim of one millisecond a timer: {due} reminders due of {5 * due} pending timers, synchronous=FULL, "
        "batches of 200, each timer with its history entry and letter",
        {"value": value, "aim": AIM_MS},
    )  # fmt: skip


def _once(made: Path, path: Path, due: int) -> float:
    shutil.copy(made, path)
    fired = 0
    with open_store(f"sqlite:///{path}") as store:
        service = service_of(store)
        start = time.perf_counter()
        while found := timers.fire_due(service, DUE).count("fired"):
            fired += found
        taken = time.perf_counter() - start
    if fired != due:
        raise RuntimeError(f"{fired} timers fired where {due} were due")
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    return taken
