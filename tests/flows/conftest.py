"""A node of its own for a test: on the small world and its virtual clock, without Prefect."""

import pytest
from prometheus_client import CollectorRegistry

from flows.measures import Measures
from flows.runner import Runner
from tests.world import World


@pytest.fixture
def runner(world: World) -> Runner:
    """Runs errands on the small world."""
    return Runner(world.service, "here:1", Measures(CollectorRegistry()), lambda: world.now)
