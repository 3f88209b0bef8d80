"""`shenbao person hand-over` and `task assign`: duties and tasks in other hands, and who may give them."""

import pytest

from casework.entering.people import enter
from tests.cli.conftest import Shenbao, unchanged
from tests.world import CITY, World


@pytest.fixture
def colleague(at_home: World) -> World:
    """A colleague of `city` without a role of her own; a case waits for `city`."""
    enter(at_home.service, people=[{"no": "colleague", "name": "同事", "organisation_code": CITY}])
    at_home.bring("prefecture_review")
    return at_home


def test_duties_are_handed_over_and_taken_back(colleague: World, shenbao: Shenbao) -> None:
    case = "standard-2020-0001"
    done = shenbao("person", "hand-over", "city", "colleague", "--until", "2099-12-31", "--as", "city")
    assert (done.status, done.out) == (0, "H000001: colleague stands in for city until 2099-12-31\n")
    assert shenbao("person", "hand-overs", "--json").json[0]["stand_in_no"] == "colleague"
    data = ("--data", "clock=continue", "--data", "reason=缺页")
    act = ("case", "act", case, "return_for_correction", "--as", "colleague", *data, "--dry-run")
    assert shenbao(*act).status == 0
    assert shenbao("person", "take-back", "H000001", "--as", "city").out == "ended H000001\n"
    assert shenbao(*act).status == 5
    assert shenbao("person", "hand-overs", "--json").json == []
    assert len(shenbao("person", "hand-overs", "--all", "--json").json) == 1


def test_hand_over_by_a_stranger_or_to_a_stranger_keeps_nothing(colleague: World, shenbao: Shenbao) -> None:
    before = colleague.counts()
    strange = (
        ("colleague", "prov", "2099-12-31"),
        ("app", "city", "2099-12-31"),
        ("colleague", "city", "2099-2-1"),
    )
    for to, by, until in strange:
        done = shenbao("person", "hand-over", "city", to, "--until", until, "--as", by)
        assert done.status in (2, 5), done.err
    assert unchanged(colleague, before) == []


def test_task_is_given_to_a_person_only_where_there_is_one(colleague: World, shenbao: Shenbao) -> None:
    done = shenbao("task", "assign", "T000001", "colleague", "--as", "city")
    assert done.status != 0
    assert "T000001" in done.err
