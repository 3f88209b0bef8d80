"""A database of its own for every test, copied from one that was made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.store import Store, open_store
from tests.databases import Databases


@pytest.fixture
def url(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of this test's own database."""
    with databases.copied(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def database(url: str) -> Path:
    """The file of this test's own database, for tests marked `only("sqlite")`."""
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """This test's own database, open; it does not wait for the disk."""
    with open_store(url, durable=False) as store:
        yield store
