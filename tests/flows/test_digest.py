"""The daily digest as an errand: due where the timer of one is missing, sent by whoever comes first."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from flows.errands import ERRANDS
from flows.runner import Runner
from tests.proofs import events
from tests.reminding import REVIEW, with_text
from tests.world import World

DIGEST = ERRANDS["daily_digest"]
DAILY = ("procedures:\n  apply:", "reminding: {digest: daily}\n\nprocedures:\n  apply:")


def test_digest_is_sent_once_and_its_timer_provided_where_it_is_missing(
    world: World, runner: Runner, tmp_path: Path
) -> None:
    assert asyncio.run(runner.due(DIGEST, world.now)).count == 0
    with_text(world, tmp_path, DAILY, (REVIEW, f"{REVIEW} reminders: [-2 workdays],"))
    assert asyncio.run(runner.due(DIGEST, world.now)).count == 0
    world.bring("prefecture_review")
    with world.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM timer WHERE rule = 'digest'")
    assert asyncio.run(runner.due(DIGEST, world.now)).count == 1
    assert asyncio.run(runner.run(DIGEST)).counts.by == {"sent": 0, "provided": 1}
    world.now = datetime(2020, 1, 16, 0, 30, tzinfo=UTC)
    world.sweep()
    assert events(world, "programme:standard")[-1] == "digest_sent"
    assert asyncio.run(runner.run(DIGEST)).counts.nothing
