"""The queue of a person: what waits for this very person, found without walking through everything."""

from datetime import timedelta

import pytest

from casework.entering import people
from casework.rights.hand_overs import hand_over_duties
from casework.tasks import open_task
from casework.views.queue import queue_of
from tests.world import CITY, PROVINCE, START, World


def waiting(world: World, person: str) -> list[str]:
    return [item.subject for item in queue_of(world.service, person, world.now).items]


def test_queue_reads_no_cases_that_cannot_wait_for_the_person(world: World) -> None:
    """Other regions, states that ask others, cases that ended: none of their rows comes out of the database."""
    mine = world.bring("prefecture_review")
    world.bring("prefecture_review", "app2", "OBJ2")
    ended = world.bring("province_review", "app", "OBJ3")
    world.act(ended, "reject", "prov", reason="不符")
    world.new_case("app", "OBJ3")
    read: list[str] = []
    service_definition = world.service.definition

    def counting(connection: object, digest: str) -> object:
        read.append(digest)
        return service_definition(connection, digest)  # type: ignore[arg-type]

    world.service.definition = counting  # type: ignore[method-assign,assignment]
    assert waiting(world, "city") == [mine]
    for_one = len(read)
    read.clear()
    assert waiting(world, "app") == ["case:standard-2020-0004"]
    assert len(read) == for_one


@pytest.mark.parametrize(("state", "person"), [("submission", "app"), ("province_review", "prov")])
def test_queue_is_of_whoever_owes(world: World, state: str, person: str) -> None:
    case = world.bring(state)
    others = {"app", "prov", "city", "city2", "app2", "e1"} - {person}
    assert waiting(world, person) == [case]
    assert [each for each in sorted(others) if waiting(world, each)] == []


def test_stand_in_of_an_administrator_gets_no_administration(world: World) -> None:
    """Tasks that only administrators may close stay with them; those of the officer that one is, too, are lent."""
    roster = [{"no": no, "name": no, "organisation_code": CITY, "active": True} for no in ("chief", "deputy")]
    roles = [("chief", "administrator"), ("chief", "officer"), ("deputy", "officer")]
    grants = [
        {"person_no": no, "role": role, "organisation_code": at, "granted_at": START}
        for no, role in roles
        for at in ([PROVINCE, CITY] if no == "chief" and role == "officer" else [CITY])
    ]
    people.enter(world.service, people=roster, grants=grants)
    facts = {"rule": "x", "who": "x", "template": "x", "subject": "x", "why": "x"}
    with world.store.writing() as connection:
        own, lent = (
            open_task(
                world.service,
                connection,
                about,
                "undelivered_letter",
                facts,
                world.now,
                organisation=organisation,
                tell=False,
            )
            for about, organisation in (("register", None), ("round:x", PROVINCE))
        )
    until = world.now.date()
    hand_over_duties(world.service, "chief", "deputy", "chief", world.now, until=until)
    assert [each.no for each in queue_of(world.service, "chief", world.now).tasks] == [own, lent]
    assert [each.no for each in queue_of(world.service, "deputy", world.now).tasks] == [lent]


def test_queue_of_few_items_holds_the_most_urgent_ones(world: World) -> None:
    """What the database calls most urgent is what the whole queue has first."""
    cases = [world.bring("prefecture_review", object_no=f"OBJ{number}") for number in (1, 3)]
    world.act(cases[0], "extend", "prov", until=world.now.date() + timedelta(days=60), reason="情况复杂")
    whole = queue_of(world.service, "city", world.now)
    assert [each.subject for each in whole.items] == cases[::-1]
    assert not whole.more
    for limit in (1, 2):
        few = queue_of(world.service, "city", world.now, limit)
        assert few.items == whole.items[:limit]
        assert few.more == (limit < 2)
