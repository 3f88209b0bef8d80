"""The small world of the tests goes the whole way of the programme `standard`."""

import pytest

from tests.world import World


@pytest.mark.parametrize(
    "state", ["submission", "province_review", "scoring.open", "publicity.open", "certified"]
)
def test_world_brings_a_case_to_a_state(world: World, state: str) -> None:
    assert world.state(world.bring(state)) == state


def test_world_brings_cases_of_two_cities(world: World) -> None:
    """Both applicants have an office of their own."""
    assert world.bring("province_review") != world.bring("province_review", "app2", "OBJ2")


def test_world_advances_its_clock(world: World) -> None:
    """Reminders of a draft go out and it lapses in the end."""
    case = world.new_case()
    fired = world.advance(31)
    assert world.state(case) == "lapsed"
    assert {each.outcome for each in fired} == {"fired"}


def test_act_takes_dates_that_are_no_text(world: World) -> None:
    """A date of the payload is digested as it is written."""
    case = world.bring("site_check")
    assert world.act(case, "pass_site_check", "prov", visited_on=world.now.date()).state == "selection"
