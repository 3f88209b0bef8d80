"""How long cases stay in each stage, without the time in which the clock stood still."""

from datetime import date, timedelta

import pytest

from casework.refused import NotFound
from casework.rights.sight import EVERYTHING, Sight, sight_of
from casework.views.monitoring.bottlenecks import Bottlenecks, bottlenecks
from casework.views.monitoring.pipeline import BoardFilter
from tests.world import PAPERS, World

APPLY = BoardFilter("standard", "apply")
YEAR = date(2020, 1, 1), date(2020, 12, 31)
MET = [{"criterion": "standing", "met": True, "reason": "属实"}]


def look(world: World, *, sight: Sight = EVERYTHING, wanted: BoardFilter = APPLY) -> Bottlenecks:
    return bottlenecks(world.service, wanted, *YEAR, sight=sight)


def stays(found: Bottlenecks) -> dict[str, tuple[int, float, float]]:
    return {each.stage: (each.count, each.median, each.p90) for each in found.by_stage}


def accept(world: World, case: str, office: str, days: float) -> None:
    world.now += timedelta(days=days)
    world.act(case, "judge", office, findings=MET)
    world.act(case, "accept", office, attests=["真实性"])


def test_stay_lasts_from_entering_a_stage_to_leaving_it(world: World) -> None:
    """What was recorded in between moves nothing; a stage that is not left yet is not counted."""
    accept(world, world.bring("prefecture_review"), "city", 3)
    found = look(world)
    assert stays(found) == {"submission": (1, 0.0, 0.0), "prefecture_review": (1, 3.0, 3.0)}
    assert [each.stage_name for each in found.by_stage][1] == "市级审核 / prefecture review"


def test_time_with_the_applicant_is_no_part_of_the_stay(world: World) -> None:
    case = world.bring("prefecture_review")
    world.now += timedelta(days=2)
    world.act(case, "return_for_correction", "city", reason="缺", clock="continue")
    world.now += timedelta(days=7)
    world.act(case, "resubmit", "app", materials=PAPERS)
    accept(world, case, "city", 1.5)
    assert stays(look(world))["prefecture_review"] == (1, 3.5, 3.5)


def test_end_is_a_leaving_and_states_of_a_stage_are_taken_together(world: World) -> None:
    case = world.bring("scoring.open")
    world.now += timedelta(days=4)
    for expert in world.drawn(case):
        world.let_score(case, expert, score=80)
    world.now += timedelta(days=6)
    world.act(case, "fail_site_check", "prov", visited_on=world.now.date(), reason="不符")
    found = stays(look(world))
    assert found["scoring"] == (1, 5.0, 5.0)  # a day until the draw, and four
    assert found["site_check"] == (1, 6.0, 6.0)


def test_half_and_nine_tenths_by_stage_and_by_prefecture(world: World) -> None:
    first = world.bring("prefecture_review")
    second = world.bring("prefecture_review", "app2", "OBJ2")
    third = world.bring("prefecture_review", "app", "OBJ3")
    for case, office, days in ((first, "city", 1), (second, "city2", 4), (third, "city", 5)):
        accept(world, case, office, days)
    found = look(world)
    assert stays(found)["prefecture_review"] == (3, 5.0, 10.0)
    by = {each.region_name: each for each in found.by_prefecture if each.stage == "prefecture_review"}
    assert {name: (each.count, each.median, each.p90) for name, each in by.items()} == {
        "济南市": (2, 1.0, 10.0),
        "青岛市": (1, 5.0, 5.0),
    }
    with world.store.reading() as connection:
        sight = sight_of(connection, "city2", world.now.date())
    assert stays(look(world, sight=sight))["prefecture_review"] == (1, 5.0, 5.0)
    assert look(world, sight=Sight()).by_stage == ()


def test_stays_belong_to_the_period_in_which_they_ended(world: World) -> None:
    accept(world, world.bring("prefecture_review"), "city", 3)
    left = world.now.date()
    for day, there in ((left, True), (left - timedelta(days=1), False), (left + timedelta(days=1), False)):
        found = {each.stage for each in bottlenecks(world.service, APPLY, day, day).by_stage}
        assert ("prefecture_review" in found) is there


def test_stays_of_a_round_and_of_nothing_known(world: World) -> None:
    accept(world, world.bring("prefecture_review"), "city", 3)
    assert look(world, wanted=BoardFilter("standard", "apply", world.rounds[0])).by_stage
    assert look(world, wanted=BoardFilter("standard", "apply", "other")).by_stage == ()
    with pytest.raises(NotFound, match="renew"):
        look(world, wanted=BoardFilter("standard", "renew"))


def test_bottlenecks_ask_no_more_for_three_cases_than_for_one(world: World) -> None:
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.bring("province_review", person, thing)
        look(world)
        with world.queries() as seen:
            look(world)
        counted.append(len(seen))
    assert counted == [2, 2, 2]
