"""What a flood costs: a form that is refused because its count is full, against the smallest answer there is.

What counts is the server's processor: a client that waits for each answer measures the machine's other work.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks.report import Figure
from benchmarks.web_server import Running, running
from casework.accounts import attempts
from casework.storage.store import open_store, upgrade

__all__ = ["measure"]

AIM = 200  # refusals a second from one address
MANY = 500  # requests of each kind in a run
BODY = "entry=1&text=" + "%E5%BC%82" * 300  # an objection of three hundred characters
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def measure(at: Path, runs: int) -> Figure:
    """Refusals over one connection, turn about with `/healthz`; a ratio of 1 costs no more than that."""
    url = f"sqlite:///{at / 'flood.db'}"
    with open_store(url, current=False) as store:
        upgrade(store)
    refused, small = [], []
    with running(url) as server, closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as line:
        for _ in range(attempts.WORD.tries):
            _ask(line, "POST", 404)
        for _ in range(runs):
            refused.append(_spent(server, lambda: _ask(line, "POST", 429)))
            small.append(_spent(server, lambda: _ask(line, "GET", 200)))
    ours, floor = median(refused), median(small)
    return Figure(
        "flood_refused", floor / ours, "ms of processor", runs, "the answer of /healthz over the same connection",
        {"refused": ours, "healthz": floor}, {"per_second_of_processor": 1000 / ours, "aim": AIM},
    )  # fmt: skip


def _spent(server: Running, ask: Callable[[], None]) -> float:
    begun = server.processor_seconds()
    for _ in range(MANY):
        ask()
    return (server.processor_seconds() - begun) * 1000 / MANY


def _ask(line: HTTPConnection, method: str, expected: int) -> None:
    if method == "POST":
        line.request("POST", "/public/notices/none/object", BODY, FORM)
    else:
        line.request("GET", "/healthz")
    answer = line.getresponse()
    answer.read()
    if answer.status != expected:
        raise RuntimeError(f"{method} was answered {answer.status}, not {expected}")
