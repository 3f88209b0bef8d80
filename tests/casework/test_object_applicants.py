"""Whose object it is: who is entered for one applies with it, and nobody else."""

import pytest

from casework.entering import people
from casework.refused import BadInput
from casework.views.forms.applying import application_form
from tests.world import FIRM, FIRM2, World


def entered(world: World, object_no: str, *codes: str) -> None:
    """Enter who may apply with an object."""
    people.enter(
        world.service,
        applicants=[
            {"object_no": object_no, "organisation_code": code, "granted_at": world.now} for code in codes
        ],
    )


def offered(world: World, person: str) -> list[str]:
    """The objects that the form of an application offers."""
    form = application_form(world.service, world.rounds[-1] if world.rounds else world.open_round(), person)
    field = form.get("object_no")
    assert field
    return [line.id for line in field.lines]


def test_whoever_is_entered_applies_and_nobody_else(world: World) -> None:
    entered(world, "OBJ1", FIRM)
    before = world.counts()
    with pytest.raises(BadInput, match="由其他单位申报"):
        world.new_case("app2", "OBJ1", FIRM2)
    assert world.counts()["case_file"] == before["case_file"]
    assert world.new_case("app", "OBJ1")


def test_several_may_be_entered(world: World) -> None:
    """A cluster whose operator changes."""
    entered(world, "OBJ1", FIRM, FIRM2)
    assert world.new_case("app", "OBJ1")
    assert world.new_case("app2", "OBJ1", FIRM2)


def test_object_for_which_nobody_is_entered_is_open_to_all(world: World) -> None:
    assert world.new_case("app2", "OBJ1", FIRM2)


def test_form_offers_own_objects_first_and_none_of_others(world: World) -> None:
    entered(world, "OBJ3", FIRM)
    assert offered(world, "app") == ["OBJ3", "OBJ1"]
    entered(world, "OBJ1", FIRM2)
    assert offered(world, "app") == ["OBJ3"]
    assert offered(world, "app2") == ["OBJ1", "OBJ2"]


def test_unknown_organisation_or_object_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        entered(world, "OBJ9", FIRM)
    with pytest.raises(BadInput):
        entered(world, "OBJ1", "9" * 18)
    with pytest.raises(BadInput):
        entered(world, "OBJ1", FIRM, FIRM)
