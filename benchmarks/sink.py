"""A mail server (aiosmtpd) that takes everything and keeps nothing, in a process of its own.

`python -m benchmarks.sink` prints its port, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

__all__ = ["sink"]


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), hostname="sink"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started it is gone


@contextmanager
def sink() -> Iterator[int]:
    """Run it; gives its port."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    home = Path(__file__).parents[1]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=home
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()


if __name__ == "__main__":
    asyncio.run(_serve())
