"""The web server of the console, as part of a service: it says when it is ready, and leaves signals to others."""

import asyncio
import gc
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

__all__ = ["Console"]

# A thread that comes back from the database waits so long, at most, for one that computes. By default it is five times
# as long, and a page that asks the database twenty times waits twenty times.
SWITCH_SECONDS = 0.001


class Console(uvicorn.Server):
    """Serves an app until ``should_exit``; ``ready`` is set once it answers."""

    def __init__(self, app: Any) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5
            )
        )
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and send what is written at once.

        An answer is written in two parts. Otherwise the second would wait for the receipt of the first, which the
        other side holds back for forty milliseconds; asyncio sees to that for the sockets it opens itself alone.
        """
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.collect()
        gc.freeze()  # what stays for good is not walked through again: an eighth of a second, while everybody waits
        for each in sockets or ():  # whoever comes in has it from the door
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals end the service as a whole, not only its console."""
        yield
