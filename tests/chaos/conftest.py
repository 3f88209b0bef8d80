"""How many kills: `pytest tests/chaos --kills 200`, as `make chaos` does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.house import House, opened
from tests.chaos.town import make_town
from tests.databases import Databases

IN_CI = 20  # all databases together


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=IN_CI, help="kills in all, on both databases together")
    parser.addoption("--chaos-seed", type=int, default=1, help="seed of who is killed when")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How many kills one database gets."""
    return int(request.config.getoption("--kills", IN_CI)) // 2


@pytest.fixture
def house(
    databases: Databases, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[House]:
    """A chaotic house, on each kind of database."""
    from casework.entropy import SystemEntropy
    from casework.service import Service
    from casework.storage.store import open_store

    seed = int(request.config.getoption("--chaos-seed", 1))
    with (
        databases.copied(database_kind, tmp_path, make_town) as url,
        open_store(url) as store,
        opened(Service(store, SystemEntropy()), url, tmp_path, seed) as house,
    ):
        yield house
