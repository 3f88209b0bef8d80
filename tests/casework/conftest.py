"""A database of its own for every test, copied from one that was made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.store import Store, open_store, upgrade


@pytest.fixture(scope="session")
def made_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and no rows, closed; copy it, do not change it."""
    path = tmp_path_factory.mktemp("made") / "shenbao.db"
    with open_store(f"sqlite:///{path}", current=False) as store:
        upgrade(store)
    return path


@pytest.fixture
def database(made_database: Path, tmp_path: Path) -> Path:
    """The file of this test's own database."""
    return Path(shutil.copy(made_database, tmp_path / "shenbao.db"))


@pytest.fixture
def url(database: Path) -> str:
    """The address of this test's own database."""
    return f"sqlite:///{database}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """This test's own database, open; it does not wait for the disk."""
    with open_store(url, durable=False) as store:
        yield store
