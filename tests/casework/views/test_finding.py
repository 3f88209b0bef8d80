"""Cases found by words, by what is late, by title, and within sight; how many there are."""

from datetime import timedelta

import pytest

from casework.entering import people
from casework.entering.sought import note
from casework.rights.sight import EVERYTHING, Sight, sight_of
from casework.views.cases import list_cases
from casework.views.filtering import CaseFilter
from casework.views.monitoring.board import board
from models.name_tail import Named
from tests.world import World


def numbers(world: World, wanted: CaseFilter, sight: Sight = EVERYTHING) -> list[str]:
    return [f"case:{row.no}" for row in list_cases(world.service, wanted, world.now, sight=sight)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("甲申报", [0]),
        ("申报单位", [0, 1]),
        ("obj2", [1]),
        ("2020-0001", [0]),
        ("乙 OBJ2", [1]),
        ("乙 OBJ1", []),
        ("%", []),
        ("_", []),
        ("STANDARD-2020-0002", [1]),
        ("0002", [1]),
        ("020-0001", []),  # no part of a number begins there
        ("单位", [0, 1]),
        ("位", [0, 1]),
        ("申单", []),
        ("ＯＢＪ２", [1]),
        ("甲申报单位" * 30, []),
    ],
)
@pytest.mark.parametrize("few", [0, 200])
def test_cases_are_found_by_words_of_their_names(
    world: World, words: str, found: list[int], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, whether few names contain a word or many."""
    monkeypatch.setattr("casework.views.finding.FEW", few)
    cases = [world.new_case(), world.new_case("app2", "OBJ2")]
    assert numbers(world, CaseFilter(q=words)) == [cases[at] for at in found]


def test_case_is_found_by_a_name_of_wide_letters(world: World) -> None:
    """And by the new name alone once it has another one."""
    people.enter(
        world.service,
        objects=[
            {"no": "W", "programme": "standard", "kind": "object", "name": "ＡＢ１区", "region": "370102"}
        ],
    )
    case = world.new_case(object_no="W")
    assert numbers(world, CaseFilter(q="ab1")) == [case]
    with world.store.writing() as connection:
        note(connection, Named.OBJECT, {"W": "新区"})
    assert numbers(world, CaseFilter(q="b1")) == []
    assert numbers(world, CaseFilter(q="新区")) == [case]


def marked(world: World) -> list[str]:
    return [f"case:{row.no}" for row in list_cases(world.service, CaseFilter(), world.now) if row.overdue]


def test_cases_late_are_those_that_the_list_marks(world: World) -> None:
    """Running past the last day, and once the expiry is recorded; not on the last day, and not after the end."""
    late, other = world.bring("prefecture_review"), world.bring("prefecture_review", "app2", "OBJ2")
    world.act(other, "return_for_correction", "city2", reason="缺", clock="continue")
    assert numbers(world, CaseFilter(overdue=True)) == []
    world.now += timedelta(days=12)
    world.act(other, "resubmit", "app2")
    world.bring("province_review", "app", "OBJ3")
    world.now += timedelta(days=4)
    assert numbers(world, CaseFilter(overdue=True)) == [late] == marked(world)
    world.sweep()
    assert numbers(world, CaseFilter(overdue=True)) == [late] == marked(world)
    world.act(late, "reject", "city", reason="不符")
    assert numbers(world, CaseFilter(overdue=True)) == [] == marked(world)


def test_state_entered_again_is_late_by_its_last_deadline(world: World) -> None:
    """The first one expired; the second, counted anew, runs."""
    case = world.bring("prefecture_review")
    world.now += timedelta(days=16)
    world.sweep()
    assert numbers(world, CaseFilter(overdue=True)) == [case]
    world.act(case, "return_for_correction", "city", reason="缺", clock="restart")
    world.act(case, "resubmit", "app")
    assert numbers(world, CaseFilter(overdue=True)) == [] == marked(world)


def test_cases_of_a_title_are_its_assessments(world: World) -> None:
    world.bring("certified")
    world.now = world.now.replace(year=2021, month=3)
    world.sweep()
    assert numbers(world, CaseFilter(title_no="standard-T0001")) == ["case:standard-assess-2021-0001"]


def test_list_and_board_show_what_may_be_seen(world: World) -> None:
    mine = world.bring("prefecture_review")
    world.bring("prefecture_review", "app2", "OBJ2")
    with world.store.reading() as connection:
        sight = sight_of(connection, "city", world.now.date())
    assert numbers(world, CaseFilter(), sight) == [mine]
    assert numbers(world, CaseFilter(), Sight()) == []
    columns = board(world.service, CaseFilter(), world.now, sight=sight)
    assert [(each.state, each.count) for each in columns] == [("prefecture_review", 1)]
