"""Letters and contacts as those see them who look after the mail."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.rights.sight import EVERYTHING, Sight, sight_of
from casework.views.duties import list_tasks
from casework.views.letters import list_letters, outbox
from casework.views.monitoring.contacts import contacts_to_fix
from models.tables import letter
from tests.letters import Collecting, refusing, send, with_letters
from tests.world import PROVINCE, World


@pytest.fixture
def world(world: World) -> World:
    """The small world with two letters that wait: one to `app`, one to `city`."""
    return with_letters(world)


def sight(world: World, person: str) -> Sight:
    with world.store.reading() as connection:
        return sight_of(connection, person, world.now.date())


def test_outbox_counts_what_waits_and_since_when(world: World) -> None:
    begun = world.now
    found = outbox(world.service, begun)
    assert found.unsent == {"pending": 2, "claimed": 0, "failed": 0, "withheld": 0}
    assert (found.oldest, found.stale, found.day, found.reasons) == (begun, 0, {"pending": 2}, ())
    assert outbox(world.service, begun + timedelta(minutes=61)).stale == 2
    send(world, Collecting())
    found = outbox(world.service, begun)
    assert (sum(found.unsent.values()), found.oldest, found.day) == (0, None, {"sent": 2})
    assert outbox(world.service, begun + timedelta(days=2)).day == {}


def test_outbox_tells_why_letters_failed(world: World) -> None:
    send(world, Collecting(refusing("refused", city="550 no such user")))
    found = outbox(world.service, world.now)
    assert found.unsent["failed"] == 1
    assert found.reasons == (("city: 550 no such user", 1),)


def test_contact_to_fix_has_names_and_who_sees_to_it(world: World) -> None:
    send(world, Collecting(refusing("refused", city="550 no such user")))
    (found,) = contacts_to_fix(world.service)
    assert (found.who, found.name, found.organisation) == ("city", "city", "甲市主管部门")
    assert (found.email, found.template, found.why) == (
        "city@example.org",
        "action_needed",
        "550 no such user",
    )
    assert found.sees_to_it == "省级主管部门"
    assert contacts_to_fix(world.service, sight=sight(world, "city2")) == ()
    assert contacts_to_fix(world.service, sight=sight(world, "city")) == (found,)


def test_letters_and_tasks_name_organisations_and_people(world: World) -> None:
    assert {each.recipient_name for each in list_letters(world.service)} == {"甲申报单位", "甲市主管部门"}
    with world.store.writing() as connection:
        one = update(letter).where(letter.c.template == "action_needed").values(recipient="role:witness")
        connection.execute(one)
    assert "外部存证人 / the outside witness" in {each.recipient_name for each in list_letters(world.service)}
    send(world, Collecting(refusing("refused", app="550 no such user")))
    (task,) = list_tasks(world.service)
    assert (task.organisation_code, task.organisation, task.person) == (PROVINCE, "省级主管部门", "")
    assert list_tasks(world.service, kind="calendar_needed") == ()


@pytest.mark.parametrize(("person", "seen"), [("prov", 2), ("city", 2), ("city2", 0)])
def test_letters_are_seen_with_what_they_are_about(world: World, person: str, seen: int) -> None:
    mine = sight(world, person)
    assert len(list_letters(world.service, sight=mine)) == seen
    assert outbox(world.service, world.now, sight=mine).unsent["pending"] == seen
    assert len(list_letters(world.service, sight=EVERYTHING)) == 2


def test_letters_tasks_and_contacts_ask_no_more_for_several_than_for_one(world: World) -> None:
    counted = []
    for again in (True, False):
        send(
            world, Collecting(refusing("refused", city="550 no", app="550 no", city2="550 no", app2="550 no"))
        )
        list_tasks(world.service)
        with world.queries() as seen:
            list_letters(world.service)
            contacts_to_fix(world.service)
            outbox(world.service, world.now)
        counted.append((len(seen), len(contacts_to_fix(world.service))))
        if again:
            world.bring("prefecture_review", "app2", "OBJ2")
    assert counted[0][1] < counted[1][1]
    assert counted[0][0] == counted[1][0]
