"""Every errand is a flow of Prefect's, with a name that a person understands, and has a time or a deployment."""

import asyncio
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apscheduler.triggers.cron import CronTrigger
from ruamel.yaml import YAML

from calendars import SHANGHAI
from casework.clock import ledger
from flows.errands import ERRANDS
from flows.fixed import FIXED
from flows.job import CURRENT, Job
from flows.runner import Runner
from tests.world import World

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.long  # importing Prefect takes seconds


def flow_of(name: str) -> Any:
    return getattr(importlib.import_module(ERRANDS[name].module), name)


@pytest.fixture
def deployments() -> dict[str, Any]:
    """What prefect.yaml deploys, by entrypoint."""
    known = YAML(typ="safe").load((ROOT / "prefect.yaml").read_text("utf-8"))
    return {each["entrypoint"]: each for each in known["deployments"]}


@pytest.mark.parametrize("name", ERRANDS)
def test_flow_bears_a_name_in_both_languages(name: str) -> None:
    flow = flow_of(name)
    assert re.match(r"[\u4e00-\u9fff]+ [a-z ]+$", flow.name)
    assert flow.description
    assert flow.isasync


def test_engine_page_names_every_flow_in_both_languages() -> None:
    page = (ROOT / "web" / "templates" / "engine.html").read_text("utf-8")
    assert [name for name in ERRANDS if f'"{name}": say("' not in page] == []


def test_every_flow_is_deployed(deployments: dict[str, Any]) -> None:
    assert set(deployments) == {f"{errand.module}.{name}" for name, errand in ERRANDS.items()}
    assert {each["work_pool"]["name"] for each in deployments.values()} == {"shenbao"}


def test_worker_and_waker_keep_the_same_times(deployments: dict[str, Any]) -> None:
    """To the minute; both on Shanghai's clock."""
    for each in FIXED:
        (schedule,) = deployments[f"{ERRANDS[each.errand].module}.{each.errand}"]["schedules"]
        assert schedule["timezone"] == str(SHANGHAI)
        minute, hour = schedule["cron"].split()[:2]
        own = CronTrigger(timezone=SHANGHAI, **each.at)
        assert {field.name: str(field) for field in own.fields}["hour"] == hour
        assert abs(int({field.name: str(field) for field in own.fields}["minute"]) - int(minute)) <= 1


def _scheduled(deployments: dict[str, Any]) -> Iterator[str]:
    return (entry for entry, each in deployments.items() if "schedules" in each)


def test_only_what_has_a_fixed_time_is_scheduled(deployments: dict[str, Any]) -> None:
    """Deadlines and letters are the nodes' own."""
    fixed = {f"{ERRANDS[each.errand].module}.{each.errand}" for each in FIXED}
    assert set(_scheduled(deployments)) == fixed


def test_body_of_a_flow_does_the_job_of_its_node(world: World, runner: Runner) -> None:
    """Without Prefect's engine around it."""
    case = world.bring("prefecture_review")
    job = Job(runner, ERRANDS["open_and_close_rounds"])

    async def run() -> Any:
        CURRENT.set(job)
        return await flow_of("open_and_close_rounds").fn()

    state = asyncio.run(run())
    assert case
    assert state.is_completed()
    assert state.message == "looked at 1, did 1, skipped 0, failed 0"
    assert [row.flow for row in ledger.recent(world.service)] == ["open_and_close_rounds"]
