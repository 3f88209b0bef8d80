"""Prefect as a recorder: a run is a real run of Prefect where its server answers, and happens anyway where not."""

import asyncio
import importlib
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from flows.errands import Errand, Outcome
from flows.job import CURRENT, Job
from flows.probe import answers
from flows.runner import Runner

__all__ = ["Recorder"]

KEPT = 5.0  # seconds for which an answer of the server holds
PATIENCE = 2.0  # seconds that Prefect has to begin a run, before it is begun without
log = logging.getLogger("shenbao.flows")


def _recorded() -> Any:
    return importlib.import_module("flows.recorded")


class Recorder:
    """``api`` is the address of Prefect's API; empty where nothing is recorded there.

    ``probe`` asks it whether it is well, and ``load`` gives the module that records, which imports Prefect.
    """

    def __init__(
        self, api: str = "", probe: Callable[[str], bool] = answers, load: Callable[[], Any] = _recorded
    ) -> None:
        self.api, self._probe, self._load = api, probe, load
        self._asked = float("-inf")
        self._well = False
        self._module: asyncio.Future[Any] | None = None
        self._recording: set[asyncio.Task[None]] = set()

    async def run(self, runner: Runner, errand: Errand, programmes: Sequence[str] = ()) -> Outcome:
        """Run an errand once, recorded where that is possible; raises what it raises."""
        job = Job(runner, errand)
        if await self.ready():
            recording = asyncio.create_task(self._record(job, programmes))
            self._recording.add(recording)
            recording.add_done_callback(self._recording.discard)
            begun = asyncio.create_task(job.taken.wait())
            await asyncio.wait({recording, begun}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            begun.cancel()
        if job.take():
            await job.do()
        else:
            await job.ended.wait()  # Prefect may close its books later
        return job.result()

    async def ready(self) -> bool:
        """Whether Prefect can record now: its server answers, and its library has been imported by then.

        The import takes seconds: it begins with the first answer and nobody waits for it.
        """
        if not self.api:
            return False
        if monotonic() - self._asked > KEPT:
            well = await asyncio.to_thread(self._probe, self.api)
            if well != self._well:
                log.info("Prefect at %s %s", self.api, "records runs" if well else "does not answer")
            self._well, self._asked = well, monotonic()
        if self._well and self._module is None:
            self._module = asyncio.ensure_future(asyncio.to_thread(self._load))
        return self._well and self._module is not None and self._module.done()

    async def close(self, seconds: float = 5.0) -> None:
        """Let Prefect close its books, so long as it takes no longer than that."""
        if self._recording:
            await asyncio.wait(self._recording, timeout=seconds)
        for task in self._recording:
            task.cancel()

    async def _record(self, job: Job, programmes: Sequence[str]) -> None:
        assert self._module is not None
        CURRENT.set(job)
        try:
            await self._module.result().record(job.errand.name, programmes)
        except Exception as error:  # noqa: BLE001 - whatever Prefect suffers, the job is done; its own error it keeps
            if job.error is None:
                self._well = False
                log.warning("Prefect did not record %s: %s", job.errand.name, type(error).__name__)
