"""Programmes by name."""

from casework.sight import Sight, sight_of
from casework.views.overview import overview
from casework.views.programmes import ProgrammeName, names_of_programmes
from tests.world import World


def test_programmes_are_named_by_one_statement_that_counts_nothing(world: World) -> None:
    world.new_case()
    with world.queries() as seen:
        found = names_of_programmes(world.service)
    assert found == (ProgrammeName("standard", "标准认定程序"),)
    assert len(seen) == 1
    assert "case_file" not in seen[0]


def test_overview_counts_what_may_be_seen(world: World) -> None:
    world.new_case()
    world.new_case("app2", "OBJ2")
    with world.store.reading() as connection:
        sight = sight_of(connection, "city", world.now.date())
    assert [each.open for each in overview(world.service)] == [2]
    assert [each.open for each in overview(world.service, sight=sight)] == [1]
    assert [each.states for each in overview(world.service, sight=Sight())] == [()]
