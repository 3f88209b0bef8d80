"""Who may do what: only declared transitions, by the role, in the region, while the grant holds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from casework.entering import people
from casework.refused import BadInput, NotFound
from models.tables import person, role_grant
from statemachines.refusals import NotDeclared, NotYours, Refusal
from tests.proofs import history
from tests.world import CITY, PROVINCE, World, code

MET = [{"criterion": "standing", "met": True, "reason": "属实"}]


def add_person(world: World, no: str, role: str, at: str) -> None:
    """Another person with one role at an organisation."""
    people.enter(
        world.service,
        people=[{"no": no, "name": no, "organisation_code": at}],
        grants=[{"person_no": no, "role": role, "organisation_code": at, "granted_at": world.now}],
    )


def refused(world: World, subject: str, action: str, who: str, **payload: object) -> Refusal:
    """The refusal of an action, which has changed nothing."""
    before = world.counts()
    with pytest.raises(Refusal) as caught:
        world.act(subject, action, who, **payload)
    assert world.counts() == before
    return caught.value


def test_action_the_state_does_not_have_is_refused_with_those_it_has(world: World) -> None:
    """The refusal names action, subject, state, reason, and what this person may do instead."""
    case = world.bring("prefecture_review")
    no = refused(world, case, "certify", "city")
    assert isinstance(no, NotDeclared)
    assert (no.action, no.subject, no.state) == ("certify", case, "prefecture_review")
    assert {"accept", "reject", "return_for_correction", "judge"} <= set(no.allowed)
    assert "accept" in str(no)


def test_refusal_names_nothing_to_somebody_who_may_do_nothing(world: World) -> None:
    no = refused(world, world.bring("prefecture_review"), "accept", "app2")
    assert isinstance(no, NotYours)
    assert no.allowed == ()


def test_officer_of_another_prefecture_is_refused(world: World) -> None:
    case = world.bring("prefecture_review")
    assert isinstance(refused(world, case, "accept", "city2"), NotYours)
    assert refused(world, case, "accept", "city2").allowed == ()


def test_level_above_does_not_act_for_the_level_below(world: World) -> None:
    no = refused(world, world.bring("prefecture_review"), "accept", "prov")
    assert isinstance(no, NotYours)
    assert "extend" in no.allowed  # what supervision may


@pytest.mark.parametrize("role", ["approver", "expert", "inspector", "applicant", "administrator"])
def test_role_other_than_the_declared_one_is_refused(world: World, role: str) -> None:
    """At the right organisation, but not as an officer of it."""
    add_person(world, "other", role, CITY)
    assert isinstance(
        refused(world, world.bring("prefecture_review"), "judge", "other", findings=MET), NotYours
    )


def test_grant_that_has_ended_gives_nothing(world: World) -> None:
    case = world.bring("prefecture_review")
    with world.store.writing() as connection:
        ends = role_grant.update().where(role_grant.c.person_no == "city")
        connection.execute(ends.values(ended_at=world.now))
    assert isinstance(refused(world, case, "judge", "city", findings=MET), NotYours)


def test_inactive_person_may_do_nothing(world: World) -> None:
    case = world.bring("prefecture_review")
    with world.store.writing() as connection:
        connection.execute(person.update().where(person.c.no == "city").values(active=False))
    assert isinstance(refused(world, case, "judge", "city", findings=MET), NotYours)


def test_unknown_person_is_named(world: World) -> None:
    with pytest.raises(NotFound, match="nobody"):
        world.act(world.bring("prefecture_review"), "accept", "nobody")


def test_other_applicant_may_not_touch_the_case(world: World) -> None:
    assert isinstance(refused(world, world.new_case(), "provide", "app2"), NotYours)


@pytest.mark.parametrize("action", ["remind", "escalate", "expire", "recompute"])
@pytest.mark.parametrize("who", ["app", "city", "prov"])
def test_what_is_the_clocks_nobody_else_may(world: World, action: str, who: str) -> None:
    assert isinstance(refused(world, world.bring("prefecture_review"), action, who), NotYours)


@pytest.mark.parametrize(
    "action", ["accept", "reject", "judge", "extend", "return_for_correction", "find_false_material"]
)
def test_clock_may_do_nothing_that_is_a_persons(world: World, action: str) -> None:
    assert isinstance(refused(world, world.bring("prefecture_review"), action, "clock"), NotYours)


@pytest.mark.parametrize("number", ["clock", "public", "register", "", "a b", "x" * 65])
def test_nobody_can_be_entered_under_the_name_of_the_clock(world: World, number: str) -> None:
    with pytest.raises(BadInput, match="person"):
        people.enter(world.service, people=[{"no": number, "name": "甲", "organisation_code": CITY}])


def test_public_may_object_and_nothing_else(world: World) -> None:
    case = world.bring("publicity.open")
    assert isinstance(refused(world, case, "keep_entry", "public", objection="x", reason="y"), Refusal)
    assert world.act(case, "object", "public", text="不符").state == "publicity.held"


def test_role_acted_in_is_recorded_with_the_systems_user(world: World) -> None:
    from casework import acting
    from casework.asked import Asked

    case = world.bring("prefecture_review")
    asked = Asked("judge", "city", world.now, {"findings": MET}, system_user="root")
    acting.act(world.service, case, asked)
    entry = history(world, case)[-1]
    assert (entry.actor, entry.acting_as, entry.os_user) == ("city", "prefecture", "root")


@pytest.mark.parametrize(
    "rows",
    [
        {
            "organisations": [
                {"code": "113700000000000010", "name": "甲", "kind": "authority", "level": "city"}
            ]
        },
        {"organisations": [{"code": code(70), "name": "甲", "kind": "nothing", "level": "city"}]},
        {
            "organisations": [
                {"code": code(70), "name": "甲", "kind": "authority", "level": "city", "colour": "red"}
            ]
        },
        {"people": [{"no": "p", "name": "甲", "organisation_code": code(71)}]},
        {"people": [{"no": "prov", "name": "甲", "organisation_code": PROVINCE}]},
        {
            "grants": [
                {
                    "person_no": "app",
                    "role": "king",
                    "organisation_code": CITY,
                    "granted_at": datetime.now(UTC),
                }
            ]
        },
        {
            "grants": [
                {
                    "person_no": "app",
                    "role": "officer",
                    "organisation_code": CITY,
                    "granted_at": datetime(2020, 1, 1),  # noqa: DTZ001 - that is the fault
                }
            ]
        },
        {"kings": [{"no": "p"}]},
    ],
    ids=["check digit", "kind", "column", "organisation", "number taken", "role", "naive moment", "table"],
)
def test_bad_roster_is_refused_and_nothing_is_kept(
    world: World, rows: dict[str, list[dict[str, Any]]]
) -> None:
    before = world.counts()
    good: list[dict[str, Any]] = [{"no": "good", "name": "好", "organisation_code": CITY}]
    whole = {**rows, "people": [*good, *rows.get("people", [])]}
    with pytest.raises(BadInput):
        people.enter(world.service, **whole)
    assert world.counts() == before
