"""A job: one run of an errand that Prefect may begin, or whoever waits for Prefect no longer. It is done once."""

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass, field

from flows.errands import Errand, Outcome
from flows.runner import Runner

__all__ = ["CURRENT", "Job"]


@dataclass
class Job:
    """What is to be run, who takes it, and what came of it. Used on one event loop."""

    runner: Runner
    errand: Errand
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    outcome: Outcome | None = None
    error: Exception | None = None
    prefect_run: str = ""  # id of Prefect's run of it, where that began it

    def take(self) -> bool:
        """Whether the job is yours: the first who asks gets it, so that it never runs twice."""
        if self.taken.is_set():
            return False
        self.taken.set()
        return True

    async def do(self, prefect_run: str = "") -> None:
        """Run it, once taken; result or error are kept for whoever waits."""
        self.prefect_run = prefect_run
        try:
            self.outcome = await self.runner.run(self.errand, prefect_run=prefect_run)
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for the job
            self.error = error
        finally:
            self.ended.set()

    def result(self) -> Outcome:
        """What came of it; raises what it raised."""
        if self.error is not None:
            raise self.error
        assert self.outcome is not None
        return self.outcome


CURRENT: ContextVar[Job | None] = ContextVar("job", default=None)
