"""Arrangements that an administrator put into the folder are adopted once; one that cannot be used stops no other."""

import asyncio
from pathlib import Path

from casework.clock import ledger
from flows.errands import ERRANDS
from flows.runner import Runner
from tests.proofs import rows
from tests.world import World

REFRESH = ERRANDS["refresh_calendar"]
NOTICE = "{notice: 某省通知, known_on: 2020-01-06, region: 370000, rest: [2020-01-09]}"


def test_folder_is_adopted_once_and_tells_whose_deadlines_moved(
    world: World, runner: Runner, tmp_path: Path
) -> None:
    assert asyncio.run(runner.due(REFRESH, world.now)).count == 0
    case = world.bring("prefecture_review")
    folder = tmp_path / "arrangements"
    folder.mkdir()
    (folder / "1.yaml").write_text("{notice: broken}")
    (folder / "2.yaml").write_text(NOTICE)
    assert asyncio.run(runner.due(REFRESH, world.now)).count == 2
    outcome = asyncio.run(runner.run(REFRESH))
    assert case in outcome.ids
    assert (outcome.counts.did, outcome.counts.failed) == (1, 1)
    assert len(rows(world, "calendar_day")) == 1
    (folder / "1.yaml").unlink()
    assert asyncio.run(runner.run(REFRESH)).counts.nothing
    assert len(ledger.recent(world.service)) == 1
