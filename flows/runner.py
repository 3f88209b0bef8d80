"""One run of an errand: entered in the ledger, done in a thread, measured. Whether Prefect records it or not."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from casework.clock import ledger
from casework.clock.due import DueNow
from casework.service import Service
from casework.storage.errors import StoreError
from errors import ShenbaoError
from flows.errands import Desk, Errand, Outcome
from flows.mailing import Post
from flows.measures import Measures
from models.run import RunState

__all__ = ["Runner", "Stopped", "system_clock"]

T = TypeVar("T")
log = logging.getLogger("shenbao.flows")


class Stopped(Exception):
    """The node was asked to end while a run was under way. ``done``: how many things had been dealt with until then."""

    def __init__(self, done: int) -> None:
        self.done = done
        super().__init__("the service is ending; what is left is done when it runs again")


def system_clock() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@dataclass
class Runner:
    """Runs errands on one database. The database is worked with in threads, so that the loop stays free."""

    service: Service
    node: str
    measures: Measures
    post: Post
    arrangements: Path
    clock: Callable[[], datetime] = system_clock
    stopping: threading.Event = field(default_factory=threading.Event)

    async def run(self, errand: Errand, *, prefect_run: str = "", quietly: bool = False) -> Outcome:
        """Do an errand once.

        ``quietly`` is for one that will probably find nothing: it enters itself in the ledger afterwards, and only if
        it did something. Raises what the errand raises, after the ledger and the log have it; Stopped where the node
        is to end.
        """
        began = self.clock()
        number = "" if quietly else await self._in_thread(self._begin, errand, began, prefect_run)
        try:
            async with self._renewed(number):
                outcome = await self._in_thread(errand.work, self.desk(began))
        except Exception as error:
            await self._in_thread(self._ended_badly, errand, number, error)
            raise
        await self._in_thread(self._ended, errand, number, began, outcome)
        return outcome

    async def due(self, errand: Errand, now: datetime) -> DueNow:
        """What is due of an errand at a moment."""
        return await self._in_thread(errand.due, self.desk(now))

    def desk(self, now: datetime) -> Desk:
        """What errands work with at a moment."""
        return Desk(self.service, now, self._go_on, self.post, self.arrangements)

    @staticmethod
    async def _in_thread(work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.to_thread(work, *arguments)

    def _go_on(self, done: int) -> None:
        if self.stopping.is_set():
            raise Stopped(done)

    def _begin(self, errand: Errand, now: datetime, prefect_run: str) -> str:
        return ledger.begin(self.service, errand.name, self.node, now, prefect_run)

    @asynccontextmanager
    async def _renewed(self, number: str) -> AsyncIterator[None]:
        """Say in the ledger that the run goes on, as long as it does."""
        renewing = asyncio.create_task(self._renew(number)) if number else None
        try:
            yield
        finally:
            if renewing:
                renewing.cancel()

    async def _renew(self, number: str) -> None:
        while True:
            await asyncio.sleep(ledger.LEASE.total_seconds() / 3)
            with suppress(StoreError):  # the run itself will say so
                await asyncio.to_thread(ledger.renew, self.service, number, self.clock())

    def _ended(self, errand: Errand, number: str, began: datetime, outcome: Outcome) -> None:
        now = self.clock()
        self.measures.ended(errand.name, outcome, began, now)
        if not number and not outcome.counts.nothing:
            number = ledger.begin(self.service, errand.name, self.node, began)
        if number:
            ledger.end(self.service, number, now, outcome.counts)

    def _ended_badly(self, errand: Errand, number: str, error: Exception) -> None:
        done = error.done if isinstance(error, Stopped) else 0
        state = RunState.STOPPED if isinstance(error, Stopped) else RunState.FAILED
        self.measures.failed(errand.name, state.value)
        if state is RunState.FAILED:
            log.error(
                "%s failed: %s",
                errand.name,
                error,
                exc_info=None if isinstance(error, ShenbaoError) else error,
            )
        counts = ledger.Counts(seen=done, did=done)
        if number:
            with suppress(StoreError):  # where the database is gone, the run is given up as lost later on
                ledger.end(self.service, number, self.clock(), counts, state, type(error).__name__)
