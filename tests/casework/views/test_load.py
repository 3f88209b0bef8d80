"""Load by week."""

from datetime import date, timedelta

from casework.rights.sight import sight_of
from casework.views.monitoring.load import Week, load_by_week
from tests.world import World


def weeks(world: World, **more: object) -> dict[date, Week]:
    found = load_by_week(world.service, world.now, behind=2, ahead=6, **more)  # type: ignore[arg-type]
    return {each.monday: each for each in found}


def test_weeks_ahead_count_last_days_and_weeks_behind_what_was_done(world: World) -> None:
    """Monday the 6th: submitted; the review is due on Sunday the 19th, the round closes on 5 February."""
    world.bring("prefecture_review")
    found = weeks(world)
    assert len(found) == 9
    first = found[date(2020, 1, 6)]
    assert (first.year, first.week, first.due, first.done, first.by_clock) == (2020, 2, 0, 1, 0)
    assert {monday: each.due for monday, each in found.items() if each.due} == {
        date(2020, 1, 13): 1,
        date(2020, 2, 3): 1,
    }
    world.now += timedelta(days=14)
    assert weeks(world)[date(2020, 1, 6)].done == 1
    assert weeks(world)[date(2020, 1, 13)].due == 1  # still asked for
    world.now += timedelta(days=14)
    assert date(2020, 1, 6) not in weeks(world)


def test_what_the_clock_did_stands_apart(world: World) -> None:
    world.new_case()
    world.now = world.now.replace(month=2, day=7)
    world.sweep()
    found = weeks(world)[date(2020, 2, 3)]
    assert (found.done, found.by_clock) == (0, 1)


def test_load_of_a_programme_and_within_sight(world: World) -> None:
    world.bring("prefecture_review")
    world.bring("prefecture_review", "app2", "OBJ2")
    with world.store.reading() as connection:
        sight = sight_of(connection, "city2", world.now.date())
    this, review = date(2020, 1, 6), date(2020, 1, 13)
    mine, every = weeks(world, sight=sight), weeks(world, programme="standard")
    assert (mine[this].done, mine[review].due) == (1, 1)
    assert (every[this].done, every[review].due) == (2, 2)
    assert sum(each.due + each.done for each in weeks(world, programme="other").values()) == 0


def test_load_is_two_statements(world: World) -> None:
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.bring("prefecture_review", person, thing)
        with world.queries() as seen:
            weeks(world)
        assert len(seen) == 2
