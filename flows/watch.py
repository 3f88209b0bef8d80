"""One errand that is woken when something is due: asked first, run only then, armed again for the next moment."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.service import Service
from flows.errands import Errand
from flows.recorder import Recorder
from flows.runner import Runner, Stopped

__all__ = ["GAP", "Watch"]

GAP = timedelta(seconds=0.25)  # between two runs: what is due may be due again at once
Next = Callable[[Service, datetime | None], datetime | None]
log = logging.getLogger("shenbao.flows")


@dataclass
class Watch:
    """An errand, ``next`` moment it is due (after a given one), and what the last look has left behind.

    What a run could not finish stays due: a draw that waits, a timer that failed and is tried again. It is looked at
    again at the safety interval, and nobody is woken for it in between.
    """

    errand: Errand
    next: Next
    runner: Runner
    recorder: Recorder
    seen: datetime | None = None  # up to here everything has been dealt with
    left: int = 0  # how many were still due after the last run
    trouble: str = ""  # why the last look failed, empty where it did not
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, *, thoroughly: bool = False) -> datetime | None:
        """Do what is due; returns the moment to wake next, None where none is known.

        ``thoroughly`` looks again at what was left. An error is logged and kept as ``trouble``: the next look at the
        safety interval tries again, whatever it was.
        """
        if self._busy.locked():
            return None  # whoever is at it arms the clock when he is done
        async with self._busy:
            try:
                await self._do(thoroughly)
                moment = await asyncio.to_thread(self.next, self.runner.service, self.seen)
            except Stopped:
                return None
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look is due in its time
                self.trouble = f"{self.errand.name}: {error}"
                return None
            self.trouble = ""
            return None if moment is None else max(moment, self.runner.clock() + GAP)

    async def _do(self, thoroughly: bool) -> None:
        now = self.runner.clock()
        due = await self.runner.due(self.errand, now)
        if due.count and await self._is_new(due.count, now):
            await self.recorder.run(self.runner, self.errand, due.programmes)
        elif due.count and thoroughly:
            await self.runner.run(self.errand, quietly=True)
        elif due.count:
            return
        left = await self.runner.due(self.errand, now) if due.count else due
        self.seen, self.left = now, left.count

    async def _is_new(self, count: int, now: datetime) -> bool:
        """Whether more is due than what the last run has left."""
        if self.seen is None or count > self.left:
            return True
        first = await asyncio.to_thread(self.next, self.runner.service, self.seen)
        return first is not None and first <= now
