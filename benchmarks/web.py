"""The pages that people look at all day, among many cases: how long they take, and what a large export needs.

Four clients of a process of their own, two administrators and two officers of a prefecture, look at every page in turn
without a pause; each waits for the others, as the machine has no more processors than it has.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from benchmarks import crowds
from benchmarks.crowd import NOW, PREFECTURES
from benchmarks.guests import let_in
from benchmarks.report import Figure
from benchmarks.town import PROGRAMME
from benchmarks.web_clients import Browser, look
from benchmarks.web_server import Running, running
from casework.storage.store import open_store
from models.tables import case_file

__all__ = ["export_memory", "growth", "looked_at", "more_memory", "p99"]

SMALL, LARGE = 10_000, 100_000  # cases, each with about ten entries of history
PEOPLE = ("adm", f"city{PREFECTURES[0]}") * 2
ROUNDS, ALONE = (
    60,
    20,
)  # times each client looks at each page; times one looks alone, for the processor's time
P99_MS, GROWTH, EXPORT_MB = 150.0, 1.5, 50.0
FILES = ("/cases.csv", "/cases.xlsx")
Spent = Mapping[str, Mapping[str, float]]  # by page: p50, p99 and the processor's time, all in milliseconds


@dataclass(frozen=True)
class _Found:
    """What was measured on one database: the pages by number of cases, and megabytes by file."""

    pages: Mapping[int, Spent]
    files: Mapping[str, float]


def p99(folder: Path) -> Figure:
    """The figure `web_p99`: the slowest p99 of a page among 100,000 cases, in milliseconds; below 1 is better."""
    found = {name: each.pages[LARGE] for name, each in _measured(folder).items()}
    value = max(page["p99"] for pages in found.values() for page in pages.values())
    return Figure(
        "web_p99", value / P99_MS, "ms", ROUNDS * len(PEOPLE),
        f"an aim of 150 ms: the slowest p99 of a page, {len(PEOPLE)} clients at once, {LARGE} cases, both databases",
        {"value": value, "aim": P99_MS}, {"pages": found},
    )  # fmt: skip


def growth(folder: Path) -> Figure:
    """The figure `web_growth`: by how much p50 of a page grows from 10,000 to 100,000 cases, where it does most."""
    found = {name: each.pages for name, each in _measured(folder).items()}
    grown = {
        name: {page: sizes[LARGE][page]["p50"] / sizes[SMALL][page]["p50"] for page in sizes[SMALL]}
        for name, sizes in found.items()
    }
    value = max(each for pages in grown.values() for each in pages.values())
    return Figure(
        "web_growth", value / GROWTH, "times", ROUNDS * len(PEOPLE),
        f"an aim of 1.5: p50 of a page among {LARGE} cases by that among {SMALL}, of the page that grows most",
        {"value": value, "aim": GROWTH},
        {"pages": grown, f"among_{SMALL}": {name: sizes[SMALL] for name, sizes in found.items()}},
    )  # fmt: skip


def export_memory(folder: Path) -> Figure:
    """The figure `export_memory`: how many more megabytes the server needs while it hands out every case as a file."""
    found = {name: each.files for name, each in _measured(folder).items()}
    value = max(each for files in found.values() for each in files.values())
    return Figure(
        "export_memory", value / EXPORT_MB, "MB", 1,
        f"an aim of 50 MB: how much more memory the server needs to hand out {LARGE} cases than to show a page of them",
        {"value": value, "aim": EXPORT_MB}, {"files": found},
    )  # fmt: skip


@lru_cache(maxsize=1)
def _measured(folder: Path) -> Mapping[str, _Found]:
    """By database; the three figures are made of it."""
    found = {"sqlite": _on({cases: crowds.on_sqlite(folder, cases) for cases in (SMALL, LARGE)})}
    with crowds.on_postgresql(folder, SMALL, LARGE) as urls:
        found["postgresql"] = _on(urls)
    return found


def _on(urls: Mapping[int, str]) -> _Found:
    pages = {cases: looked_at(url, ROUNDS) for cases, url in urls.items()}
    return _Found(pages, {file: more_memory(urls[LARGE], file) for file in FILES})


def looked_at(url: str, rounds: int) -> Spent:
    """What each page of a crowd's database takes, looked at so many times by each of the clients."""
    tokens, pages = let_in(url, PEOPLE, NOW), _pages(url)
    with running(url) as server:
        look(server.port, tokens, pages, 2)  # statements are compiled, templates and definitions are read
        spent = look(server.port, tokens, pages, rounds)  # at once, while what is counted is kept
        alone = {name: _processor_ms(server, tokens[:2], path) for name, path in pages.items()}
    return {
        name: {
            "p50": statistics.median(each),
            "p99": statistics.quantiles(each, n=100, method="inclusive")[-1],
            "cpu": alone[name],
        }
        for name, each in spent.items()
    }


def _processor_ms(server: Running, tokens: Sequence[str], path: str) -> float:
    """The processor's time that the server needs for a page which one client at a time looks at."""
    before = server.processor_seconds()
    for token in tokens:
        with closing(Browser(server.port, token)) as browser:
            for _ in range(ALONE):
                browser.get(path)
    return (server.processor_seconds() - before) * 1000 / ALONE / len(tokens)


def _pages(url: str) -> dict[str, str]:
    """The pages by name; the case is that of the prefecture which runs and has come furthest."""
    mine = select(case_file.c.no).where(
        case_file.c.region.startswith(PREFECTURES[0]), case_file.c.ended_at.is_(None)
    )
    with open_store(url) as store, store.reading() as connection:
        furthest = mine.order_by(case_file.c.version.desc(), case_file.c.no).limit(1)
        number = connection.execute(furthest).scalar_one()
    return {
        "board": "/board",
        "case": f"/cases/{number}",
        "list": f"/cases?programme={PROGRAMME}&state=prefecture_review&running=true",
        "search": "/cases?q=%E5%9B%AD%E5%8C%BA77",  # 园区77
        "deadlines": "/deadlines",
    }


def more_memory(url: str, path: str) -> float:
    """How many more megabytes the server needs while an administrator takes a file from it."""
    (token,) = let_in(url, PEOPLE[:1], NOW)
    with running(url) as server, closing(Browser(server.port, token)) as browser:
        browser.get("/cases")
        server.forget_peak()
        before = server.resident()
        browser.get(path)
        return server.peak() - before
