"""Rounds beside each other, and one as a line of time."""

from datetime import UTC, date, datetime

import pytest

from casework.refused import NotFound
from casework.rights.sight import Sight, sight_of
from casework.views.monitoring.comparing import Came, RoundFigures, compare_rounds
from casework.views.monitoring.round_timeline import RoundMark, timeline_of
from tests.world import World


def figures(world: World) -> RoundFigures:
    return compare_rounds(world.service)[0]


def test_round_tells_how_far_its_cases_came(world: World) -> None:
    world.new_case("app", "OBJ3")
    refused = world.bring("province_review", "app2", "OBJ2")
    world.act(refused, "reject", "prov", reason="不符")
    world.bring("certified")
    found = figures(world)
    assert (found.year, found.state_name, found.before) == (2020, "开放 / open", None)
    assert found.came == Came(begun=3, received=2, reviewed=1, granted=1, refused=1, running=1)
    world.now = world.now.replace(month=2, day=7)
    world.sweep()
    came = figures(world).came
    assert came == Came(begun=3, received=2, reviewed=1, granted=1, refused=1, withdrawn=1)


def test_stage_that_a_case_stands_in_is_not_passed(world: World) -> None:
    world.bring("province_review")
    world.bring("scoring", "app2", "OBJ2")
    assert figures(world).came == Came(begun=2, received=2, reviewed=1, running=2)


def test_round_stands_beside_the_last_one_of_the_year_before(world: World) -> None:
    world.open_round()
    world.bring("certified")
    world.open_round()
    world.now = datetime(2021, 3, 1, 2, tzinfo=UTC)
    world.open_round()
    world.new_case("app2", "OBJ2")
    this, second, first = compare_rounds(world.service, programme="standard")
    assert (this.year, this.before_no, this.before) == (2021, second.no, Came(reviewed=0))
    assert (first.came.granted, this.came.begun) == (1, 1)
    assert compare_rounds(world.service, year=2021) == (this,)
    assert compare_rounds(world.service, programme="other") == ()


def test_round_counts_what_may_be_seen(world: World) -> None:
    world.new_case()
    world.new_case("app2", "OBJ2")
    with world.store.reading() as connection:
        sight = sight_of(connection, "city", world.now.date())
    assert compare_rounds(world.service, sight=sight)[0].came.begun == 1
    assert compare_rounds(world.service, sight=Sight())[0].came == Came(reviewed=0)


def test_comparing_asks_no_more_for_three_rounds_than_for_one(world: World) -> None:
    counted = []
    for person, thing in (("app", "OBJ1"), ("app", "OBJ3"), ("app2", "OBJ2")):
        world.open_round()
        world.bring("prefecture_review", person, thing)
        compare_rounds(world.service)
        with world.queries() as seen:
            compare_rounds(world.service)
        counted.append(len(seen))
    assert counted[0] == counted[2] == 5


def test_line_of_time_has_windows_and_dates(world: World) -> None:
    case = world.bring("certified")
    marks = timeline_of(world.service, world.rounds[0])
    closing = date(2020, 2, 5)
    assert marks == (
        RoundMark("window", "申报 / submission", date(2020, 1, 6), closing),
        RoundMark("publicity", f"公示 {world.list_of(case)[5:]} / publicity {world.list_of(case)[5:]}",
                  date(2020, 1, 7), date(2020, 1, 14)),
        RoundMark("granting", "认定 / certification", date(2020, 1, 15), date(2020, 1, 15)),
        RoundMark("deadline", "截止 / closing", closing, closing),
    )  # fmt: skip
    with pytest.raises(NotFound, match="none"):
        timeline_of(world.service, "none")
