"""A seventh programme is data alone: what is invented for the rehearsal's tests is proved sound and walked as it is."""

from pathlib import Path
from random import Random

import pytest

from calendars import Calendar
from statemachines.linter.checking import check
from statemachines.loader import load_folder
from tests.databases import Databases
from tests.rehearsal.conftest import SEVENTH
from tests.walks.cast import cast_of
from tests.walks.promises import broken, visited
from tests.walks.test_walks import FOLDERS, make_of
from tests.walks.walker import walking

STEPS = 150


@pytest.fixture
def seventh(tmp_path: Path) -> Path:
    """A folder of a notice that nobody wrote: other bodies, parties, stages and an approval by a council."""
    folder = tmp_path / "seventh"
    folder.mkdir()
    (folder / "programme.yaml").write_text(SEVENTH, encoding="utf-8")
    (folder / "sources.yaml").write_text("Q.1: {place: 第一条, reading: 演练}\n", encoding="utf-8")
    return folder


def test_every_folder_of_a_programme_is_walked() -> None:
    """Nobody enters a new one anywhere."""
    programmes = Path(__file__).parents[2] / "programmes"
    assert [each.name for each in FOLDERS] == sorted(
        each.name for each in programmes.iterdir() if each.is_dir()
    )


def test_seventh_programme_is_sound(seventh: Path) -> None:
    assert check(load_folder(seventh), Calendar()) == []


@pytest.mark.only("sqlite")
def test_seventh_programme_is_walked(
    seventh: Path, databases: Databases, database_kind: str, tmp_path: Path
) -> None:
    cast, dice = cast_of(seventh), Random(7)
    with (
        databases.copied(database_kind, tmp_path, make_of(cast)) as url,
        walking(cast, url, seed=7, sloppy=0.02) as here,
    ):
        for _ in range(STEPS):
            here.step(dice.randrange(1, 10_000))
        assert broken(here) == [], "\n".join(here.told)
        assert len(visited(here)) > 5
