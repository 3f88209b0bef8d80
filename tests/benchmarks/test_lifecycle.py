"""The floor does what casework does: after both ran, their databases hold the same rows."""

from pathlib import Path

import pytest

from benchmarks import floor, lifecycle
from benchmarks.rows import Dump, dump
from benchmarks.steps import STEPS
from benchmarks.town import Town, make_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("town") / "town.db", 3)


@pytest.fixture(scope="module")
def script(town: Town, tmp_path_factory: pytest.TempPathFactory) -> lifecycle.Script:
    return lifecycle.scout(town, tmp_path_factory.mktemp("scout"))


def _rows(path: Path) -> Dump:
    raw = floor.connect(path)
    try:
        return dump(raw)
    finally:
        raw.close()


@pytest.mark.parametrize("floor_first", [False, True])
def test_floor_leaves_the_same_rows(
    town: Town, script: lifecycle.Script, tmp_path: Path, floor_first: bool
) -> None:
    """Every table, every row, every column: states, hashes, deadlines, timers, letters, scores."""
    lifecycle.take_turns(town, script, tmp_path, floor_first=floor_first)
    ours, theirs = _rows(tmp_path / "casework.db"), _rows(tmp_path / "floor.db")
    assert {name: len(rows) for name, rows in ours.items()} == {
        name: len(rows) for name, rows in theirs.items()
    }
    assert ours == theirs


def test_lifecycle_has_eleven_steps_of_one_entry_each(script: lifecycle.Script) -> None:
    assert len(STEPS) == 11
    for statements in script.statements.values():
        for case in statements:
            assert sum(sql.startswith("INSERT INTO history") for sql, _, _ in case) == 1


def test_figure_is_kept_by_its_name(tmp_path: Path) -> None:
    """One short run: the entry has what a reader of `results.json` needs."""
    entry = lifecycle.measure(tmp_path, cases=2, runs=1).entry()
    assert entry["ratio"] == pytest.approx(entry["floor_ms"] / entry["casework_ms"], abs=0.01)
    assert {"unit", "runs", "compared_with", "casework_ms", "floor_ms"} <= set(entry)
