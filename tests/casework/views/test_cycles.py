"""Assessment cycles: when, with what results, and who is one failure from revocation."""

from datetime import UTC, date, datetime
from pathlib import Path

from casework.rights.sight import Sight, sight_of
from casework.views.monitoring.cycles import CycleRow, list_cycles
from tests.guiyang import base, switched
from tests.world import World

MARCH = {year: datetime(year, 3, 15, 2, tzinfo=UTC) for year in (2021, 2022, 2023)}


def cycle(world: World) -> CycleRow:
    (found,) = list_cycles(world.service, world.now)
    return found


def assess(world: World, year: int, grade: str, *, rectified: bool = False) -> str:
    """Come to March of a year, when the assessment is open, and grade it."""
    world.now = MARCH[year]
    world.sweep()
    case = cycle(world).open_case
    assert case is not None
    world.act(f"case:{case}", "submit", "app")
    due = {"due": f"{year}-12-31"} if grade == "不合格" else {}
    world.act(f"case:{case}", "grade", "prov", grade=grade, **due)
    if rectified:
        world.act(f"case:{case}", "report_rectification", "app", report="已改")
        world.act(f"case:{case}", "accept_rectification", "prov")
    return case


def test_title_waits_for_its_first_assessment(world: World) -> None:
    world.bring("certified")
    found = cycle(world)
    assert (found.next_due, found.days_left, found.open_case) == (date(2021, 1, 15), 366, None)
    assert (found.object, found.holder, found.region) == ("OBJ1", "甲申报单位", "370102")
    assert (found.results, found.failures, found.limit) == ((), 0, 2)
    assert not found.one_from_revocation


def test_results_stand_year_by_year_and_failures_in_a_row_are_counted(world: World) -> None:
    world.bring("certified")
    case = assess(world, 2021, "合格")
    assert [(each.case_no, each.year, each.grade, each.ended) for each in cycle(world).results] == [
        (case, 2021, "合格", True)
    ]
    assess(world, 2022, "不合格", rectified=True)
    found = cycle(world)
    assert [(each.year, each.failed, each.rectified) for each in found.results] == [
        (2021, False, None),
        (2022, True, True),
    ]
    assert (found.failures, found.one_from_revocation) == (1, True)
    assert list_cycles(world.service, world.now, close_to_revocation=True) == (found,)


def test_passing_breaks_the_row(world: World) -> None:
    world.bring("certified")
    assess(world, 2021, "不合格", rectified=True)
    assess(world, 2022, "合格")
    assert cycle(world).failures == 0
    assert list_cycles(world.service, world.now, close_to_revocation=True) == ()


def test_open_assessment_is_named_with_its_state_and_revoked_titles_are_gone(world: World) -> None:
    world.bring("certified")
    assess(world, 2021, "不合格")
    found = cycle(world)
    assert found.open_state_name == "考评：整改 / assessment: rectification"
    case = f"case:{found.open_case}"
    world.act(case, "report_rectification", "app", report="已改")
    world.act(case, "refuse_rectification", "prov", reason="未改")
    world.act(case, "state_defence", "app", statement="申辩")
    world.act(case, "propose_removal", "city", reason="整改不力")
    world.act(case, "agree_removal", "prov")
    assert list_cycles(world.service, world.now) == ()


def test_rectified_failure_is_forgotten_where_the_definition_says_so(world: World, tmp_path: Path) -> None:
    """The rule is read off the definition, not known here (A1-5)."""
    land = switched(world, tmp_path, "rectified_resets: {is: false", "rectified_resets: {is: true")
    land.bring(base(land), "certified")
    title = f"title:{list_cycles(world.service, world.now)[0].no}"
    land.act(title, "open_assessment_out_of_turn", "bureau", reason="x")
    case = cycle(world).open_case
    land.act(f"case:{case}", "submit", "district")
    land.act(f"case:{case}", "dispense_with_site_check", "bureau", reason="材料充分")
    land.act(f"case:{case}", "grade", "bureau", grade="不合格", due="2020-12-30")
    assert cycle(world).failures == 1
    land.act(f"case:{case}", "report_rectification", "district", report="已改")
    land.act(f"case:{case}", "accept_rectification", "bureau")
    assert (cycle(world).failures, cycle(world).one_from_revocation) == (0, False)


def test_cycles_by_programme_and_within_sight(world: World) -> None:
    world.bring("certified")
    with world.store.reading() as connection:
        city, city2 = (sight_of(connection, who, world.now.date()) for who in ("city", "city2"))
    assert len(list_cycles(world.service, world.now, sight=city)) == 1
    assert list_cycles(world.service, world.now, sight=city2) == ()
    assert list_cycles(world.service, world.now, sight=Sight()) == ()
    assert list_cycles(world.service, world.now, programme="other") == ()


def test_cycles_ask_no_more_for_two_titles_than_for_one(world: World) -> None:
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2")):
        world.bring("certified", person, thing)
        list_cycles(world.service, world.now)
        with world.queries() as seen:
            list_cycles(world.service, world.now)
        counted.append(len(seen))
    assert counted[0] == counted[1] == 3
