"""Crowds by their size on both databases: in a folder that is kept they are filled once, and measured many times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crowd import crowd
from casework.storage.store import open_store, upgrade
from tests import postgresql
from tests.postgresql import Server

__all__ = ["on_postgresql", "on_sqlite"]

FILLING = "crowd_filling"


def on_sqlite(folder: Path, cases: int) -> str:
    """The address of a crowd of so many cases, filled where it is not there, and at this program's schema."""
    path, filling = folder / f"crowd-{cases}.db", folder / f"{FILLING}.db"
    if not path.exists():
        for left in folder.glob(f"{FILLING}.db*"):  # by somebody who gave up
            left.unlink()
        crowd(f"sqlite:///{filling}", cases)
        filling.rename(path)
    return _current(f"sqlite:///{path}")


@contextmanager
def on_postgresql(folder: Path, *sizes: int) -> Iterator[dict[int, str]]:
    """As ``on_sqlite``, by the number of cases, while their server runs.

    Raises SystemExit where PostgreSQL is not installed.
    """
    programs = postgresql.programs()
    if programs is None:
        raise SystemExit(
            "the pages are measured on PostgreSQL too, which is not installed (initdb, postgres)"
        )
    with postgresql.running(programs, durable=True, kept=folder / "postgresql") as server:
        yield {cases: _current(_filled(server, cases)) for cases in sizes}
        server.run("CHECKPOINT")  # so that the next start has nothing to catch up on


def _filled(server: Server, cases: int) -> str:
    name = f"crowd_{cases}"
    if not server.has(name):
        server.drop(FILLING)
        crowd(server.url(server.create(name=FILLING)), cases)
        server.run(f"ALTER DATABASE {FILLING} RENAME TO {name}")
    return server.url(name)


def _current(url: str) -> str:
    with open_store(url, current=False) as store:
        upgrade(store)
    return url
