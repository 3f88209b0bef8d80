"""The console on the small world."""

from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from tests.world import World
from web.app import create_app
from web.house import House


@pytest.fixture
def house(world: World) -> House:
    """The house of the small world, with its clock."""
    return House(world.service, lambda: world.now, CollectorRegistry(), {"database": lambda: ""})


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    """Somebody who looks at its pages."""
    with TestClient(create_app(house, ["127.0.0.1"]), base_url="http://127.0.0.1") as client:
        yield client
