"""Rounds and cases begun by people: once for a key, nothing in a dry run, refusals before anything is kept."""

import pytest

from casework import applications, calls
from casework.applications import Application
from casework.refused import BadInput, NotFound, RequestReused, RoundNotReady
from statemachines.refusals import NotYours
from tests.world import FIRM, FIRM2, SETTINGS, World


def test_open_round_with_a_key_has_the_effect_of_one(world: World) -> None:
    """The same command again tells what was done then; another one is refused."""
    asked = world.asked("open", "prov")
    first = calls.open_round(world.service, "standard", "apply", 2020, SETTINGS, asked, key="k")
    again = calls.open_round(world.service, "standard", "apply", 2020, SETTINGS, asked, key="k")
    assert (again.subject, again.hash, again.repeated) == (first.subject, first.hash, True)
    with pytest.raises(RequestReused, match="k"):
        calls.open_round(world.service, "standard", "apply", 2021, SETTINGS, asked, key="k")


def test_open_round_dry_run_keeps_nothing(world: World) -> None:
    before = world.counts()
    asked = world.asked("open", "prov")
    done = calls.open_round(world.service, "standard", "apply", 2020, SETTINGS, asked, dry_run=True)
    assert done.last_day == "2020-02-05"
    assert world.counts() == before


def test_open_round_refuses_what_is_not_ready_or_not_theirs(world: World) -> None:
    before, asked = world.counts(), world.asked("open", "prov")
    with pytest.raises(RoundNotReady, match=r"apply\.submission\.due"):
        calls.open_round(world.service, "standard", "apply", 2020, {}, asked)
    with pytest.raises(BadInput, match="has no rounds"):
        calls.open_round(world.service, "standard", "assess", 2020, {}, asked)
    with pytest.raises(NotYours):
        calls.open_round(world.service, "standard", "apply", 2020, SETTINGS, world.asked("open", "city"))
    assert world.counts() == before


def test_apply_with_a_key_has_the_effect_of_one(world: World) -> None:
    """Another object with the same key is another command."""
    round_no, asked = world.open_round(), world.asked("open", "app")
    first = applications.apply(world.service, Application(round_no, FIRM, "OBJ1"), asked, key="k")
    again = applications.apply(world.service, Application(round_no, FIRM, "OBJ1"), asked, key="k")
    assert again.hash == first.hash
    with pytest.raises(RequestReused):
        applications.apply(world.service, Application(round_no, FIRM, "OBJ3"), asked, key="k")


@pytest.mark.parametrize("person", ["app2", "city", "e1", "prov"])
def test_apply_is_refused_to_everybody_else(world: World, person: str) -> None:
    """Also to somebody who has no role at all on such a case."""
    round_no = world.open_round()
    before = world.counts()
    with pytest.raises(NotYours, match="applicant"):
        applications.apply(world.service, Application(round_no, FIRM, "OBJ1"), world.asked("open", person))
    assert world.counts() == before


@pytest.mark.parametrize(
    "application",
    [Application("none", FIRM, "OBJ1"), Application("", FIRM, "none"), Application("", "none", "OBJ1")],
)
def test_apply_names_what_it_does_not_find(world: World, application: Application) -> None:
    round_no = application.round_no or world.open_round()
    whole = Application(round_no, application.applicant, application.object_no)
    before = world.counts()
    with pytest.raises(NotFound, match="none"):
        applications.apply(world.service, whole, world.asked("open", "app"))
    assert world.counts() == before


def test_apply_refuses_a_fact_nobody_declared(world: World) -> None:
    application = Application(world.open_round(), FIRM2, "OBJ2", facts={"colour": "red"})
    with pytest.raises(BadInput, match="colour"):
        applications.apply(world.service, application, world.asked("open", "app2"))
