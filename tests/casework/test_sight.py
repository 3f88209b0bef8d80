"""Who sees which cases: by region, by own organisation, by panel; nobody anything else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.entering import people
from casework.refused import NotFound
from casework.rights.hand_overs import hand_over_duties
from casework.rights.sight import EVERYTHING, Sight, roles_of, sight_of
from models.tables import case_file
from tests.world import CITY, EXPERTS, PROVINCE, START, World, code


def seen(world: World, person: str) -> list[str]:
    """The cases a person sees, in order."""
    with world.service.store.reading() as connection:
        sight = sight_of(connection, person, world.now.date())
        rows = connection.execute(
            select(case_file.c.no).where(sight.cases()).order_by(case_file.c.no)
        ).scalars()
        return [f"case:{no}" for no in rows]


def test_office_sees_its_region_and_applicant_its_own(world: World) -> None:
    here = world.bring("prefecture_review")
    there = world.bring("prefecture_review", "app2", "OBJ2")
    assert seen(world, "prov") == sorted([here, there])
    assert seen(world, "city") == seen(world, "app") == [here]
    assert seen(world, "city2") == seen(world, "app2") == [there]
    assert seen(world, EXPERTS[0]) == []


def test_expert_sees_the_cases_of_own_panels(world: World) -> None:
    case = world.bring("scoring.open")
    drawn = world.drawn(case)
    assert seen(world, drawn[0]) == []  # before it is declared that nothing ties them
    world.act(case, "declare_no_conflict", drawn[0])
    assert seen(world, drawn[0]) == [case]
    others = set(EXPERTS) - set(drawn)
    assert all(seen(world, each) == [] for each in others)


def test_administrator_sees_everything_and_who_left_nothing(world: World) -> None:
    case = world.bring("prefecture_review")
    new = {"no": "adm", "name": "adm", "organisation_code": CITY}
    gone = {"no": "gone", "name": "gone", "organisation_code": CITY, "active": False}
    grants = [
        {"person_no": no, "role": role, "organisation_code": CITY, "granted_at": START}
        for no, role in (("adm", "administrator"), ("gone", "officer"))
    ]
    people.enter(world.service, people=[new, gone], grants=grants)
    assert seen(world, "adm") == [case]
    assert seen(world, "gone") == []
    with world.service.store.reading() as connection:
        assert sight_of(connection, "adm", world.now.date()) == EVERYTHING
        assert sight_of(connection, "gone", world.now.date()) == Sight()
        assert roles_of(connection, "adm", world.now.date()) == {"administrator"}
        assert roles_of(connection, "gone", world.now.date()) == frozenset()
        with pytest.raises(NotFound, match="nobody"):
            sight_of(connection, "nobody", world.now.date())


def test_stand_in_sees_what_the_absent_officer_sees(world: World) -> None:
    case = world.bring("prefecture_review")
    bureau = code(99)
    at = {"adm": (PROVINCE, "administrator"), "deputy": (bureau, "inspector")}
    people.enter(
        world.service,
        organisations=[
            {"code": bureau, "name": "局机关", "kind": "authority", "level": "province", "region": "370000"}
        ],
        people=[{"no": no, "name": no, "organisation_code": PROVINCE} for no in at],
        grants=[
            {"person_no": no, "role": role, "organisation_code": org, "granted_at": START}
            for no, (org, role) in at.items()
        ],
    )
    assert seen(world, "deputy") == []
    hand_over_duties(
        world.service, "city", "deputy", "adm", world.now, until=world.now.date() + timedelta(days=3)
    )
    assert seen(world, "deputy") == [case]
    with world.service.store.reading() as connection:
        assert roles_of(connection, "deputy", world.now.date()) == {"inspector", "officer"}
