"""A node of its own for a test: on the small world and its virtual clock, without Prefect."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from flows.mailing import post_of
from flows.measures import Measures
from flows.runner import Runner
from settings import Settings
from tests.world import World


@pytest.fixture
def runner(world: World, tmp_path: Path) -> Runner:
    """Runs errands on the small world."""
    post = post_of(Settings(home=tmp_path))
    return Runner(
        world.service,
        "here:1",
        Measures(CollectorRegistry()),
        post,
        tmp_path / "arrangements",
        lambda: world.now,
    )
