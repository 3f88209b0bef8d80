"""Delivery: claimed in one short commit, sent with no transaction open, marked one by one."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from casework.letters.claiming import claim, give_back, put_off, renew, waiting_until
from casework.letters.delivered import Delivered
from casework.letters.marking import mark_answer, mark_stopped
from casework.letters.outages import note_refused, note_taken
from casework.letters.writing import Office, Ready, Stopped, write_all
from casework.service import Service
from casework.storage.again import again
from casework.storage.errors import StoreError
from notifications.errors import MailRefused, MailUnavailable
from notifications.transport import Answer, Transport

__all__ = ["deliver"]

A_CONNECTION = 4  # letters claimed at once for each connection
LEASE = timedelta(
    seconds=60
)  # renewed while a delivery goes on: after a kill letters go out again so much later
T = TypeVar("T")


async def deliver(
    service: Service, now: datetime, transport: Transport, office: Office, *,
    limit: int | None = None, progress: Callable[[int], None] | None = None,
) -> Delivered:  # fmt: skip
    """Deliver the letters that are due at ``now``, each tried at most once; ``limit`` is the most it looks at.

    Call it from any event loop, as often and from as many processes as you like; a flow says

        done = await deliver(service, now, transport, office, progress=progress)

    with the transport and the office of the settings (`flows.mailing`). It closes the transport's connections at the
    end. ``progress`` hears, after each commit, how many letters were dealt with, and may raise to end the call there:
    what was not tried is given back. Database work is done in a thread of this call's own, so the loop stays free.

    No transaction is open while a letter is sent. A kill between sending and marking leaves a letter claimed; once its
    lease has run out, a minute after it was last renewed, it goes out again with the same Message-ID. Refused for now:
    tried again later, at most 30 times. Refused for good, or nobody to write to: a task for somebody in the same commit
    as the mark. A mail server that takes nothing ends the call, puts off whatever is due by about a minute, counts
    against no letter, and is told in ``outage``; it raises nothing. One that refuses our password or our sender is also
    a task for the administrators, closed when letters go out again. Raises StoreError where the database fails.
    """
    delivery = _Delivery(service, now, transport, office, limit, progress)
    try:
        return await delivery.run()
    finally:
        await delivery.end()


@dataclass
class _Delivery:
    service: Service
    now: datetime
    transport: Transport
    office: Office
    limit: int | None
    progress: Callable[[int], None] | None
    done: Delivered = field(default_factory=Delivered)

    def __post_init__(self) -> None:
        # One thread, since a database connection belongs to its thread.
        self._thread = ThreadPoolExecutor(1, "letters")
        self._began = asyncio.get_running_loop().time()
        self._waiting: deque[Ready | Stopped] = deque()
        self._sending: list[Ready] = []
        self._refused: MailRefused | None = None
        self._until = self._due_again = self.now
        self._claiming = asyncio.Lock()
        self._exhausted = False

    def _moment(self) -> datetime:
        """The moment it is by now."""
        return self.now + timedelta(seconds=asyncio.get_running_loop().time() - self._began)

    async def _database(self, work: Callable[..., T], *arguments: Any) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: again(lambda: work(*arguments)))

    async def run(self) -> Delivered:
        """Send until nothing is left, over as many connections as the transport has."""
        try:
            async with self._renewed(), asyncio.TaskGroup() as group:
                for _ in range(self.transport.connections):
                    group.create_task(self._send_all())
        except ExceptionGroup as several:  # the first error tells; it has ended the others
            raise several.exceptions[0] from None
        if self._refused:
            await self._database(note_refused, self.service, self._refused, self._moment())
        elif self.done.sent:
            await self._database(note_taken, self.service, self._moment())
        return self.done

    @asynccontextmanager
    async def _renewed(self) -> AsyncIterator[None]:
        """Keep the letters in hand ours for as long as this goes on."""
        renewing = asyncio.create_task(self._renew())
        try:
            yield
        finally:
            renewing.cancel()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            held, until = [each.row for each in (*self._waiting, *self._sending)], self._moment() + LEASE
            with suppress(StoreError):  # marking them will say so
                await self._database(renew, self.service.store, held, until)
                self._until = max(self._until, until)

    async def end(self) -> None:
        """Give back what was not tried, and let go of connections."""
        try:
            if self._waiting:
                await asyncio.shield(self._database(self._return_all, [each.row for each in self._waiting]))
                self.done.returned += len(self._waiting)
            await self.transport.close()
            await self._database(self.service.store.release)
        finally:
            self._thread.shutdown()

    async def _send_all(self) -> None:
        while (each := await self._next()) is not None:
            if isinstance(each, Stopped):
                await self._count(await self._database(mark_stopped, self.service, each, self._moment()))
            else:
                await self._send(each)

    async def _next(self) -> Ready | Stopped | None:
        """The next letter to deal with; claims more where none is left. None at the end."""
        async with self._claiming:
            if not self._waiting and not self._exhausted and not self.done.outage:
                await self._claim()
            return self._waiting.popleft() if self._waiting and not self.done.outage else None

    async def _claim(self) -> None:
        room = A_CONNECTION * self.transport.connections
        if self.limit is not None:
            room = min(room, self.limit - self.done.looked_at)
        self._until = self._moment() + LEASE
        written = await self._database(self._claimed, room, self._until) if room else []
        self._exhausted = not written
        self.done.looked_at += len(written)
        self._waiting.extend(written)

    def _claimed(self, room: int, until: datetime) -> list[Ready | Stopped]:
        domain = self.office.head.domain
        rows = claim(self.service.store, self.now, until, room, domain)
        return write_all(self.service, self.office, rows) if rows else []

    async def _send(self, ready: Ready) -> None:
        if self._until - self._moment() < LEASE / 3:  # it could not be renewed
            await self._database(give_back, self.service.store, [ready.row], self.now)
            await self._count("returned")
            return
        self._sending.append(ready)
        try:
            answer = await self.transport.send(ready.mail)
        except MailUnavailable as error:
            self._outage(ready, error)
            return
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter must not stop the others
            answer = Answer(deferred=dict.fromkeys(ready.mail.to, f"{type(error).__name__}: {error}"))
        finally:
            self._sending.remove(ready)
        await self._count(await self._database(mark_answer, self.service, ready, answer, self._moment()))

    def _outage(self, ready: Ready, error: MailUnavailable) -> None:
        """Nothing can be sent now: nobody takes another letter, and all that is due waits."""
        self._waiting.appendleft(ready)
        self._due_again = self._moment() + waiting_until(1, ready.mail.message_id)
        self.done.outage = str(error)
        if isinstance(error, MailRefused):
            self._refused = error

    async def _count(self, outcome: str) -> None:
        setattr(self.done, outcome, getattr(self.done, outcome) + 1)
        if self.progress:
            self.progress(self.done.dealt_with)

    def _return_all(self, rows: list[dict[str, Any]]) -> None:
        give_back(self.service.store, rows, self._due_again, self.done.outage)
        if self.done.outage:
            put_off(self.service.store, self.now, self._due_again)
