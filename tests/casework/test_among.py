"""Keys asked for all at once: the same answer on both databases, however many there are."""

import pytest
from sqlalchemy import select

from casework.storage.among import among
from casework.storage.prepared import Prepared
from models.tables import programme
from tests.world import World

_THESE = select(programme.c.id).where(among(programme.c.id, "ids"))


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        ([], []),
        (["standard"], ["standard"]),
        (["standard", "standard"], ["standard"]),
        (["standar", "tandard", "%", "中文"], []),
        (['"', "'", "\\", "standard", ","], ["standard"]),
        ([*map(str, range(40_000)), "standard"], ["standard"]),  # more than a statement may have parameters
    ],
)  # fmt: skip
def test_keys_are_found_and_nothing_else(world: World, ids: list[str], found: list[str]) -> None:
    with world.service.store.reading() as connection:
        assert connection.execute(_THESE, {"ids": ids}).scalars().all() == found
        assert [row.id for row in Prepared(_THESE).rows(connection, ids=ids)] == found


@pytest.mark.only("sqlite")  # plans of PostgreSQL depend on how many rows there are
def test_an_index_leads_to_the_keys(world: World) -> None:
    with world.service.store.reading() as connection:
        text = str(_THESE.compile(connection.engine))
        (plan, *_) = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ('["standard"]',)).all()
    assert plan.detail.startswith("SEARCH programme USING")
