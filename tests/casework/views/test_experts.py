"""Experts and their panels as organisers see them."""

from datetime import date, timedelta
from decimal import Decimal

from casework.rights.sight import Sight, sight_of
from casework.views.monitoring.experts import ExpertLoad, PanelProgress, expert_loads, panel_progress
from tests.world import EXPERTS, World


def loads(world: World) -> dict[str, ExpertLoad]:
    return {each.person_no: each for each in expert_loads(world.service)}


def panel(world: World, *, complete: bool = False) -> PanelProgress:
    (found,) = panel_progress(world.service, world.now, complete=complete)
    return found


def test_experts_without_a_panel_have_nothing_to_score(world: World) -> None:
    found = loads(world)
    assert set(found) == set(EXPERTS)
    assert {(each.open_panels, each.to_score, each.scored, each.recused) for each in found.values()} == {
        (0, 0, 0, 0)
    }
    assert panel_progress(world.service, world.now) == ()


def test_load_follows_drawing_scoring_and_recusal(world: World) -> None:
    case = world.bring("scoring.open")
    first, second, third = world.drawn(case)
    world.let_score(case, first, score=70)
    world.act(case, "recuse", second, reason="合作关系")
    found = loads(world)
    assert (found[first].open_panels, found[first].to_score, found[first].scored) == (1, 0, 1)
    assert (found[second].open_panels, found[second].recused) == (0, 1)
    assert (found[third].open_panels, found[third].to_score) == (1, 1)
    assert [each.to_score for each in expert_loads(world.service)][:2] == [1, 1]  # who has most comes first


def test_panel_tells_how_many_have_scored_and_no_score_before_all_have(world: World) -> None:
    case = world.bring("scoring.open")
    drawn = world.drawn(case)
    for number, expert in enumerate(drawn[:-1], 1):
        world.let_score(case, expert, score=70 + number)
        found = panel(world)
        assert (found.scored, found.seats, found.mean, found.spread, found.deviation) == (
            number,
            3,
            None,
            None,
            None,
        )
    found = panel(world)
    assert (found.object, found.last_day, found.overdue) == ("OBJ1", date(2020, 1, 20), False)
    world.let_score(case, drawn[-1], score=73)
    done = panel(world, complete=True)
    assert panel_progress(world.service, world.now) == ()
    assert (done.scored, done.seats, done.mean, done.spread) == (3, 3, Decimal(72), Decimal(2))
    assert done.deviation == Decimal("0.82")


def test_panels_are_found_by_expert_and_programme_and_within_sight(world: World) -> None:
    case = world.bring("scoring.open")
    drawn, other = world.drawn(case)[0], next(e for e in EXPERTS if e not in world.drawn(case))
    with world.store.reading() as connection:
        city2 = sight_of(connection, "city2", world.now.date())
    look = {
        "expert": panel_progress(world.service, world.now, person=drawn),
        "another": panel_progress(world.service, world.now, person=other),
        "programme": panel_progress(world.service, world.now, programme="standard"),
        "elsewhere": panel_progress(world.service, world.now, programme="other"),
        "out of sight": panel_progress(world.service, world.now, sight=city2),
    }
    assert {name: len(found) for name, found in look.items()} == {
        "expert": 1, "another": 0, "programme": 1, "elsewhere": 0, "out of sight": 0,
    }  # fmt: skip
    assert {each.open_panels for each in expert_loads(world.service, sight=Sight())} == {0}


def test_panel_is_overdue_once_its_last_day_has_passed(world: World) -> None:
    world.bring("scoring.open")
    world.now += timedelta(days=14)
    assert panel(world).overdue


def test_panels_ask_no_more_for_three_than_for_one(world: World) -> None:
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.bring("scoring.open", person, thing)
        panel_progress(world.service, world.now)
        with world.queries() as seen:
            panel_progress(world.service, world.now)
            expert_loads(world.service)
        counted.append(len(seen))
    assert counted == [3, 3, 3]
