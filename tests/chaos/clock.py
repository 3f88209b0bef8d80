"""The clock of a chaotic house: it runs as the machine's does, from 2020 on, and the test puts it forward.

All processes of the house read it from one file, APScheduler among them; so a day passes for all at once.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from tests.world import START

__all__ = ["Clock", "put_into_this_process"]


@dataclass(frozen=True)
class Clock:
    """A file that says when the machine's clock stood at the beginning, and how many days were skipped since."""

    path: Path

    def begin(self) -> None:
        """Start it at the beginning of the world."""
        self._keep(time.time(), 0)

    def forward(self, days: int) -> None:
        """Put it forward, for whoever looks at it."""
        begun, skipped = json.loads(self.path.read_text())
        self._keep(begun, skipped + days)

    def now(self) -> datetime:
        """The moment it is."""
        begun, skipped = json.loads(self.path.read_text())
        return START + timedelta(days=skipped, seconds=time.time() - begun)

    def _keep(self, begun: float, skipped: int) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps([begun, skipped]))
        new.replace(self.path)  # who reads meanwhile sees the one or the other


def put_into_this_process(clock: Clock) -> None:
    """Let the service in this process, and the scheduler that wakes it, go by this clock."""
    import apscheduler.executors.base
    import apscheduler.schedulers.base
    import apscheduler.triggers.date
    import apscheduler.triggers.interval

    import cli.clock
    import flows.runner

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.now().astimezone(tz)

    scheduler = (
        apscheduler.executors.base, apscheduler.schedulers.base, apscheduler.triggers.date,
        apscheduler.triggers.interval,
    )  # fmt: skip
    for module in (*scheduler, cli.clock, flows.runner):
        vars(module)["datetime"] = Shifted
