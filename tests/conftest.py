"""What every test has: a home of its own, no settings of whoever runs it, steady Hypothesis runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.databases import KINDS, Databases

if TYPE_CHECKING:
    from papers.fonts import Fonts
    from tests.world import World

# No test is timed, so an example has no deadline; CI runs the same examples every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from or written to the data and the settings of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("SHENBAO_", "PREFECT_")):
                patch.delenv(name)
        patch.setenv("SHENBAO_HOME", str(tmp_path_factory.mktemp("shenbao")))
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.setenv("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "false")
        patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
        patch.setenv("DO_NOT_TRACK", "1")
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What asks for a database runs once on each kind, unless marked `only("sqlite")`."""
    if "database_kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize(
            "database_kind", [_marked(kind) for kind in (only.args if only else KINDS)], indirect=True
        )


def _marked(kind: object) -> object:
    """The half on PostgreSQL is long, so that `make test` stays short; `make test-long` and CI run it."""
    return pytest.param(kind, marks=pytest.mark.long) if kind == "postgresql" else kind


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database: `sqlite` or `postgresql`."""
    return str(request.param)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases made once and copied for each test."""
    made = Databases(tmp_path_factory.mktemp("made"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The fonts that PDFs are written with; a test that writes one asks for them."""
    from tests.fonts import installed

    return installed()


@pytest.fixture
def world(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[World]:
    """Programme `standard` with its people, on a virtual clock: see `tests/world.py`."""
    from tests import world  # here, so that tests of the pure rooms import no database

    files = tmp_path / "files"
    with databases.copied(database_kind, tmp_path, world.make_world) as url, world.opened(url, files) as own:
        yield own
