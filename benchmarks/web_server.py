"""The console as it runs in service, over a crowd of cases, in a process of its own.

`python -m benchmarks.web_server URL` prints its port, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry

from benchmarks.crowd import NOW
from casework.service import Service
from casework.storage.store import open_store
from cli.console import Console
from web.app import create_app
from web.house import House

__all__ = ["Running", "running"]


@dataclass(frozen=True)
class Running:
    """The server once it answers: its port on the loopback, and its process."""

    port: int
    process: int

    def processor_seconds(self) -> float:
        """The processor's time that it has used, also by threads that have ended."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """Its megabytes in memory."""
        return self._of("VmRSS")

    def forget_peak(self) -> None:
        """Begin to watch for the most memory from here on."""
        Path(f"/proc/{self.process}/clear_refs").write_text("5")

    def peak(self) -> float:
        """The most megabytes that were in memory since `forget_peak`."""
        return self._of("VmHWM")

    def _of(self, name: str) -> float:
        lines = Path(f"/proc/{self.process}/status").read_text().splitlines()
        return int(dict(line.split(":", 1) for line in lines)[name].split()[0]) / 1000


@contextmanager
def running(url: str) -> Iterator[Running]:
    """Serve a database."""
    command = [sys.executable, "-m", "benchmarks.web_server", url]
    home = Path(__file__).parents[1]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=home
    ) as process:
        assert process.stdout is not None
        try:
            yield Running(int(process.stdout.readline()), process.pid)
        finally:
            process.communicate()


async def _serve(url: str) -> None:
    begun = datetime.now(UTC)
    with open_store(url) as store, socket.create_server(("127.0.0.1", 0)) as listening:
        house = House(Service(store), lambda: NOW + (datetime.now(UTC) - begun), CollectorRegistry())
        console = Console(create_app(house, ["127.0.0.1"]))
        serving = asyncio.create_task(console.serve([listening]))
        await console.ready.wait()
        print(listening.getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)  # until whoever started it is gone
        console.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
