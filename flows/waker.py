"""The waker: APScheduler, which decides when. What is to be done stands in the timers of the database.

Its jobs live in memory: the timers table is what persists. Trap: a job that arms its own id again with
`max_instances=1` stalls; with three, and a lock in each watch, it does not.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from calendars import SHANGHAI
from casework.clock import ledger
from casework.clock.due import next_letter
from casework.clock.timers import earliest_due
from casework.storage.errors import StoreError
from flows.errands import ERRANDS
from flows.fixed import FIXED
from flows.recorder import Recorder
from flows.runner import Runner, Stopped
from flows.watch import Watch

__all__ = ["Waker"]

AGAIN = timedelta(
    minutes=1
)  # after which an errand of a fixed time is tried again where the database was away
log = logging.getLogger("shenbao.flows")


class Waker:
    """Wakes at the earliest due timer, at fixed times, and every ``interval`` seconds to be safe.

    Without ``fixed`` the errands of fixed times are left to a worker of Prefect's.
    """

    def __init__(self, runner: Runner, recorder: Recorder, interval: float, *, fixed: bool = True) -> None:
        self.runner, self.recorder, self.interval, self.fixed = runner, recorder, interval, fixed
        woken = {"enforce_deadlines": earliest_due, "deliver_letters": next_letter}
        self.watches = [Watch(ERRANDS[name], when, runner, recorder) for name, when in woken.items()]
        self._under_way: set[asyncio.Task[Any]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=SHANGHAI,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 3},
        )

    def start(self) -> None:
        """Look at once, and from then on whenever it is time."""
        for watch in self.watches:
            self._often(self._look, watch, True)
        self._often(self._keep_house)
        for each in FIXED if self.fixed else ():
            self._scheduler.add_job(self._fixed, "cron", [each.errand], **each.at)
        self._scheduler.start()

    async def stop(self, seconds: float = 20.0) -> None:
        """Wake no more; what is under way ends after its next commit."""
        self.runner.stopping.set()
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        self._scheduler.shutdown(wait=False)
        await self.recorder.close()

    def trouble(self) -> str:
        """Why something is not enforced at the moment; empty where all is well."""
        return "; ".join(watch.trouble for watch in self.watches if watch.trouble)

    def _often(self, job: Any, *arguments: Any) -> None:
        """Run a job now and at the safety interval."""
        now = self.runner.clock()
        self._scheduler.add_job(job, "interval", arguments, seconds=self.interval, next_run_time=now)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Keep in mind what is under way, since APScheduler would cut it off at the end."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            yield
        finally:
            self._under_way.discard(task)

    async def _look(self, watch: Watch, thoroughly: bool = False) -> None:
        with self._noted():
            moment = await watch.look(thoroughly=thoroughly)
            self.runner.measures.last.set(self.runner.clock().timestamp())
            if moment is not None:
                self._at(moment, watch.errand.name, self._look, watch)
            deadlines, letters = self.watches
            if watch is deadlines:  # what was fired may have caused letters
                self._at(self.runner.clock(), letters.errand.name, self._look, letters)

    def _at(self, moment: datetime, name: str, job: Any, about: Any) -> None:
        """Run a job at a moment; one that was armed under the same name before is forgotten."""
        self._scheduler.add_job(job, "date", [about], id=name, run_date=moment, replace_existing=True)

    async def _fixed(self, name: str) -> None:
        """Run what is due at a fixed time, where there is something to do."""
        errand, runner = ERRANDS[name], self.runner
        with self._noted():
            try:
                due = await runner.due(errand, runner.clock())
                if due.count:
                    await self.recorder.run(runner, errand, due.programmes)
            except Stopped:
                return
            except StoreError as error:
                log.warning("%s is tried again in a minute: %s", name, error)
                self._at(runner.clock() + AGAIN, name, self._fixed, name)
            except Exception as error:  # noqa: BLE001 - it stops nobody; tomorrow it is tried again
                log.error("%s is given up until its next time: %s", name, error)

    async def _keep_house(self) -> None:
        """Ask for Prefect before it is needed, and give up the runs whose nodes are gone."""
        with self._noted():
            await self.recorder.ready()
            try:
                lost = await asyncio.to_thread(ledger.reap, self.runner.service, self.runner.clock())
            except StoreError as error:
                log.warning("the run ledger cannot be looked through: %s", error)
                return
            if lost:
                log.warning("%s runs were cut short with their node", lost)
