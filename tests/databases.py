"""Databases for tests: each kind made once by a process, then copied for every test that wants one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from tests import postgresql

__all__ = ["KINDS", "Databases", "make_empty"]

KINDS = ("sqlite", "postgresql")
Make = Callable[[str], None]  # brings the database at an address, there or not, to what tests begin with


def make_empty(url: str) -> None:
    """All tables, no rows."""
    from casework.storage.store import open_store, upgrade

    with open_store(url, current=False, durable=False) as store:
        upgrade(store)


@dataclass
class Databases:
    """What was made, by kind and maker: a file or the name of a database; copied, never changed."""

    folder: Path
    _made: dict[tuple[str, str], str] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def server(self) -> postgresql.Server:
        """The PostgreSQL server of this process, started when it is first asked for."""
        programs = postgresql.programs()
        if programs is None:
            why = "PostgreSQL is not installed (its programs initdb and postgres were looked for)"
            if os.environ.get("CI"):
                pytest.fail(why)
            pytest.skip(why)
        return self._open.enter_context(postgresql.running(programs))

    def made(self, kind: str, make: Make = make_empty) -> str:
        """What `make` has made: the path of a file, or the name of a database."""
        key = (kind, make.__name__)
        if key not in self._made:
            if kind == "sqlite":
                name = str(self.folder / f"{make.__name__}.db")
                make(f"sqlite:///{name}")
            else:
                name = self.server.create("template1" if make is make_empty else self.made(kind))
                make(self.server.url(name))
            self._made[key] = name
        return self._made[key]

    @contextmanager
    def copied(self, kind: str, folder: Path, make: Make = make_empty) -> Iterator[str]:
        """Give the address of a database of one's own."""
        if kind == "sqlite":
            yield f"sqlite:///{shutil.copy(self.made(kind, make), folder / 'shenbao.db')}"
            return
        name = self.server.create(self.made(kind, make))
        try:
            yield self.server.url(name)
        finally:
            self.server.drop(name)

    def close(self) -> None:
        """Stop the server."""
        self._open.close()
