"""Programmes by name."""

from casework.views.programmes import ProgrammeName, names_of_programmes
from tests.world import World


def test_programmes_are_named_by_one_statement_that_counts_nothing(world: World) -> None:
    world.new_case()
    with world.queries() as seen:
        found = names_of_programmes(world.service)
    assert found == (ProgrammeName("standard", "标准认定程序"),)
    assert len(seen) == 1
    assert "case_file" not in seen[0]
