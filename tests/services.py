"""The service as it is run: in a process of its own, on a port of its own, and asked over HTTP.

`tests/service/conftest.py` offers it as the fixture `start`.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["PATIENCE", "WATCHMAN", "Running", "Start", "awaited"]

T = TypeVar("T")
PATIENCE = 120.0  # seconds until a test gives up waiting for what must come

# Put on the path of every process: whoever reaches for anything but this machine leaves a line behind.
WATCHMAN = """
import os, sys
def watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host is not None and not host.startswith("127.") and host not in ("localhost", "::1", "0.0.0.0", "::", ""):
        with open(os.environ["WATCHED"], "a") as file:
            file.write(f"{event} {host}\\n")
        raise ConnectionRefusedError(f"no network here: {host}")
sys.addaudithook(watch)
"""


def awaited(what: str, ask: Callable[[], T]) -> T:
    """Ask until the answer is true; the test fails where it never is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Running:
    """A process of the service, and what it logs."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        """The port of its console, once it says so."""
        found = awaited("the console", lambda: self.said(r"console is ready: http://127\.0\.0\.1:(\d+)"))
        return int(found)

    def said(self, pattern: str) -> str:
        """What it logged, as far as a pattern's first group matches; empty where it has not."""
        assert self.process.poll() is None, self.log.read_text("utf-8")
        found = re.search(pattern, self.log.read_text("utf-8"))
        return found[1] if found else ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def ready(self) -> dict[str, Any]:
        """Wait until it says that it is ready; returns what it says."""
        awaited("readiness", lambda: self.get("/readyz")[0] == 200)
        found: dict[str, Any] = json.loads(self.get("/readyz")[1])
        return found

    def children(self) -> list[int]:
        """The processes that it started."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line) for line in listed.stdout.split()]

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; returns its exit status."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


Start = Callable[..., Running]
