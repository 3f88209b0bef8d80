"""Clients that look at pages one after the other, each over a connection of its own, in a process of their own.

`python -m benchmarks.web_clients` reads what is asked as JSON from its standard input, and prints milliseconds by page.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from random import Random

from web.cookies import SESSION

__all__ = ["Browser", "look"]


class Browser:
    """Somebody who has signed in, with a connection that is kept open."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=600)
        self._headers = {"Cookie": f"{SESSION}={token}"}

    def get(self, path: str) -> float:
        """Look at a page, to its last byte; returns the milliseconds it took. Raises RuntimeError but for a 200."""
        begun = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        while answer.read(64 * 1024):
            pass
        spent = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return spent

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def look(port: int, tokens: Sequence[str], pages: Mapping[str, str], rounds: int) -> dict[str, list[float]]:
    """Let as many clients as there are tokens look at every page so many times, each in an order of its own.

    ``pages`` are paths by name. Returns the milliseconds of each page.
    """
    asked = json.dumps({"port": port, "tokens": list(tokens), "pages": dict(pages), "rounds": rounds})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.web_clients"], input=asked, stdout=subprocess.PIPE, text=True,
        check=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def _client(at: int, token: str, port: int, pages: Mapping[str, str], rounds: int) -> list[tuple[str, float]]:
    random = Random(at)
    with closing(Browser(port, token)) as browser:
        return [
            (name, browser.get(pages[name]))
            for _ in range(rounds)
            for name in random.sample(list(pages), len(pages))
        ]


def _all(port: int, tokens: Sequence[str], pages: Mapping[str, str], rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in pages}
    with ThreadPoolExecutor(len(tokens)) as clients:
        for each in clients.map(
            _client, range(len(tokens)), tokens, repeat(port), repeat(pages), repeat(rounds)
        ):
            for name, spent in each:
                found[name].append(spent)
    return found


if __name__ == "__main__":
    print(json.dumps(_all(**json.load(sys.stdin))))
