"""Where casework spends a step: an extra run with a stop-watch around its parts, not used for the ratio."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import casework.deciding
import casework.opening
import casework.record.chain
import models.types
import statemachines.deadlines
from benchmarks.steps import STEPS, Run
from benchmarks.town import Town, service_of
from casework.storage.prepared import Prepared
from casework.storage.sqlite import Dialect
from casework.storage.store import open_store

__all__ = ["shares"]

REST = "finding facts, writing effects, all else"
# What is watched, and under which name; time inside a watched part counts for the innermost one.
PARTS: tuple[tuple[Any, str, str], ...] = (
    (Dialect, "do_commit", "commit"),
    (Dialect, "do_execute", "SQL in the database"),
    (Dialect, "do_executemany", "SQL in the database"),
    (Prepared, "rows", "parameters and rows"),
    (Prepared, "first", "parameters and rows"),
    (Prepared, "run", "parameters and rows"),
    (Prepared, "run_many", "parameters and rows"),
    (models.types, "_encode", "JSON and hashes"),
    (casework.record.chain, "sha256", "JSON and hashes"),
    (statemachines.deadlines, "last_day", "calendar"),
    (casework.deciding, "decide", "deciding"),
    (casework.opening, "begin", "deciding"),
)


class StopWatch:
    """Seconds by name; what one part spends within another counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running = [REST]
        self._since = time.perf_counter()

    def _turn(self) -> None:
        now = time.perf_counter()
        name = self._running[-1]
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time under a name."""

        def watched(*given: Any, **named: Any) -> Any:
            self._turn()
            self._running.append(name)
            try:
                return function(*given, **named)
            finally:
                self._turn()
                self._running.pop()

        return watched

    def start(self) -> None:
        """Count from now, for the rest."""
        self._since = time.perf_counter()

    def stop(self) -> None:
        """Close the account of the rest."""
        self._turn()


def shares(town: Town, folder: Path) -> dict[str, float]:
    """The share of each part in the eleven steps, the largest first; they add up to 1."""
    path = Path(shutil.copy(town.path, folder / "breakdown.db"))
    watch = StopWatch()
    with open_store(f"sqlite:///{path}") as store:
        run = Run(service_of(store), town)
        for step in STEPS:
            run.prepare(step)
            with ExitStack() as patches:
                for where, what, name in PARTS:
                    patches.enter_context(patch.object(where, what, watch.around(name, getattr(where, what))))
                watch.start()
                run.take(step)
                watch.stop()
    whole = sum(watch.seconds.values())
    return dict(
        sorted(((name, taken / whole) for name, taken in watch.seconds.items()), key=lambda item: -item[1])
    )
