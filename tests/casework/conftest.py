"""A database of its own for every test, copied from one that was made once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casework.storage.store import Store, open_store
from tests.databases import Databases
from tests.shiyan import Shiyan, make_shiyan, opened_shiyan
from tests.zones import GUANGDONG, YUNNAN, Zones, make_guangdong, make_yunnan, opened_zones

Made = Callable[..., str]


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


@pytest.fixture
def shiyan(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Shiyan]:
    """Shiyan's draft measures with their people, on a virtual clock: see `tests/shiyan.py`."""
    with databases.copied(database_kind, tmp_path, make_shiyan) as url, opened_shiyan(url) as world:
        yield world


@pytest.fixture
def yunnan(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Zones]:
    """Yunnan's zones of 2023 with their people: see `tests/zones.py`."""
    with (
        databases.copied(database_kind, tmp_path, make_yunnan) as url,
        opened_zones(YUNNAN, url) as zones,
    ):
        yield zones


@pytest.fixture
def guangdong(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Zones]:
    """Guangdong's zones of 2019 with their people: see `tests/zones.py`."""
    with (
        databases.copied(database_kind, tmp_path, make_guangdong) as url,
        opened_zones(GUANGDONG, url) as zones,
    ):
        yield zones


@pytest.fixture
def reviewed(guangdong: Zones) -> Made:
    """Brings an application to the recommendation: of a district with its city, and of others that join it."""

    def bring(
        city: str, applicant: str, *partners: str, others: tuple[str, ...] = (), object_no: str = ""
    ) -> str:
        case = guangdong.apply(applicant, *partners, object_no=object_no)
        for partner in partners:
            guangdong.act(case, "join", f"{partner}-a")
        guangdong.submit(case, applicant)
        for each in (city, *others):
            guangdong.accept(case, each, "真实性")
        assert guangdong.state(case) == "recommendation"
        return case

    return bring


@pytest.fixture
def joint(reviewed: Made) -> str:
    """A joint application of Tianhe in Guangzhou and Nanhai in Foshan, reviewed by both cities."""
    return reviewed("guangzhou", "gz6", "fs5", others=("foshan",))
