"""`shenbao queue`: what waits for one person, as a table and as JSON."""

from datetime import date

import pytest

from casework.entering.people import enter
from casework.rights.hand_overs import hand_over_duties
from casework.tasks import open_task
from tests.cli.conftest import Shenbao
from tests.world import CITY, START, World

CASE = "case:standard-2020-0001"


@pytest.fixture
def waiting(at_home: World) -> World:
    """A case waits for `city`, a task for its office; a colleague stands in."""
    enter(at_home.service, people=[{"no": "colleague", "name": "同事", "organisation_code": CITY}])
    assert at_home.bring("prefecture_review") == CASE
    with at_home.store.writing() as connection:
        open_task(
            at_home.service, connection, CASE, "timer_set_aside", {}, START, organisation=CITY, tell=False
        )
    hand_over_duties(
        at_home.service, "city", "colleague", until=date(2020, 1, 10), by="city", now=at_home.now
    )
    return at_home


def test_queue_shows_what_waits_until_when_and_what_may_be_done(waiting: World, shenbao: Shenbao) -> None:
    done = shenbao("queue", "city")
    assert done.status == 0
    assert done.out.startswith("现由 colleague 代办 / colleague stands in now\n")
    (line,) = [each for each in done.out.splitlines() if each.startswith(CASE)]
    assert "prefecture_review" in line
    assert "2020-01-19" in line
    assert " accept " in line
    assert "T000001  timer_set_aside" in done.out


def test_queue_of_a_stand_in_says_for_whom(waiting: World, shenbao: Shenbao) -> None:
    found = shenbao("queue", "colleague", "--json").json
    assert [(each["subject"], each["handed_by"]) for each in found["items"]] == [(CASE, "city")]
    assert [each["no"] for each in found["tasks"]] == ["T000001"]


def test_queue_of_who_has_nothing_to_do_is_empty(waiting: World, shenbao: Shenbao) -> None:
    assert shenbao("queue", "e1").out == "none\n"


def test_queue_of_nobody_is_refused(at_home: World, shenbao: Shenbao) -> None:
    done = shenbao("queue", "stranger")
    assert (done.status, "stranger" in done.err) == (7, True)
