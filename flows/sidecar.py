"""Prefect's server as a child of the service: started once the console is ready, ended with us."""

import asyncio
import logging
import os
import socket
import sys
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

from flows.prefect_environment import for_server

__all__ = ["Sidecar"]

USUAL = 4200  # Prefect's own port; any free one where somebody else has it
PAUSE = 60.0  # seconds before a server that ended is started again
log = logging.getLogger("shenbao.flows")


def _free_port() -> int:
    for port in (USUAL, 0):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise OSError("no port is free on 127.0.0.1")


class Sidecar:
    """A server of Prefect's on the loopback, with its pages; its database and its log are in ``home/prefect``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self._process: Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pages(self) -> str:
        """Where people find it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """Where programs find it."""
        return f"{self.pages}/api"

    def start(self) -> None:
        """Start it, and keep it: one that ends by itself is started again after a minute."""
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it; it is killed where it does not end within five seconds."""
        if self._keeping:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _keep(self) -> None:
        folder = self.home / "prefect"
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            with (folder / "server.log").open("wb") as output:
                self._process = await self._start(output.fileno())
            log.info("Prefect's server is starting: %s", self.pages)
            status = await self._process.wait()
            log.warning("Prefect's server ended with %s, see %s", status, folder / "server.log")
            await asyncio.sleep(PAUSE)

    async def _start(self, output: int) -> Process:
        server = ["uvicorn", "--factory", "prefect.server.api.server:create_app"]
        listen = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "flows.tied", str(os.getpid()), "-m", *server, *listen,
            env={**os.environ, **for_server(self.home, self.port)}, cwd=self.home,
            stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,  # Ctrl-C is for us: we end it
        )  # fmt: skip
