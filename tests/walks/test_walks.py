"""Generated walks of every procedure of every programme under `programmes/`, a seventh one by itself too.

Whoever does whatever, and however time passes: states stay declared, the record proves itself and replays to what is
stored, nothing waits for what has ended, the money of claims adds up, and no quota is exceeded (`promises.py`).
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.databases import Databases
from tests.walks.cast import Cast, cast_of
from tests.walks.promises import broken, visited
from tests.walks.walker import walking

FOLDERS = sorted(file.parent for file in (Path(__file__).parents[2] / "programmes").glob("*/programme.yaml"))
STEPS, MANY = 80, 200
every_programme = pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])

Seeds = list[int]
# Nothing of what the fixtures give is changed by an example: each has a database of its own.
AS_THEY_COME = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def walks(steps: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Generated walks of so many steps, with people who are more or less careful and more or less many."""
    return given(
        seeds=st.lists(st.integers(0, 9999), min_size=steps, max_size=steps),
        sloppy=st.sampled_from((0.0, 0.05, 0.3)),
        crowd=st.integers(0, 5),
    )


def make_of(cast: Cast) -> Callable[[str], None]:
    """What makes the database of a programme, under a name of its own."""

    def make(url: str) -> None:
        cast.make(url)

    make.__name__ = f"make_walk_{cast.folder.parent.name}_{cast.folder.name}"
    return make


Walk = Callable[[Path, Seeds, float, int], None]


@pytest.fixture
def walk(databases: Databases, database_kind: str, tmp_path: Path) -> Walk:
    """Walk through a programme, and look at what is left."""

    def walk(folder: Path, seeds: Seeds, sloppy: float, crowd: int) -> None:
        cast = cast_of(folder)
        with (
            databases.copied(database_kind, Path(mkdtemp(dir=tmp_path)), make_of(cast)) as url,
            walking(cast, url, seeds[0], sloppy, crowd) as here,
        ):
            for seed in seeds:
                here.step(seed)
            assert broken(here) == [], "\n".join(here.told)

    return walk


@every_programme
@pytest.mark.only("sqlite")
@walks(STEPS)
@settings(max_examples=3, suppress_health_check=AS_THEY_COME)
def test_short_walks_keep_every_promise(
    folder: Path, walk: Walk, seeds: Seeds, sloppy: float, crowd: int
) -> None:
    walk(folder, seeds, sloppy, crowd)


@pytest.mark.long
@every_programme
@walks(MANY)
@settings(max_examples=8, suppress_health_check=AS_THEY_COME)
def test_long_walks_keep_every_promise(
    folder: Path, walk: Walk, seeds: Seeds, sloppy: float, crowd: int
) -> None:
    walk(folder, seeds, sloppy, crowd)


@pytest.mark.long
@pytest.mark.only("sqlite")
@every_programme
def test_walks_come_through_every_stage_of_every_procedure(
    folder: Path, databases: Databases, database_kind: str, tmp_path: Path
) -> None:
    """Else they would promise nothing; fixed walks, as many as it takes."""
    cast, seen = cast_of(folder), set[tuple[str, str]]()
    missing = _not_seen(cast, seen)
    for number in range(12):
        with (
            databases.copied(database_kind, Path(mkdtemp(dir=tmp_path)), make_of(cast)) as url,
            walking(cast, url, number, sloppy=0.02, crowd=number) as here,
        ):
            dice = Random(number)
            for _ in range(MANY):
                here.step(dice.randrange(1, 10_000))
            seen |= visited(here)
        missing = _not_seen(cast, seen)
        if not missing:
            break
    assert not missing


def _not_seen(cast: Cast, seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The stages of each procedure in which no case has stood, and “end” where none has ended."""
    wanted = {(key, stage.id) for key, each in cast.programme.procedures.items() for stage in each.stages}
    wanted |= {(key, "end") for key in cast.programme.procedures}
    states = [(key, cast.loaded.procedures[key].states[state]) for key, state in seen]
    return wanted - {(key, "end" if state.end else state.stage) for key, state in states}
