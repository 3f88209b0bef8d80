"""What stands in a letter at the moment it goes out, to whom, and when it is held back."""

import pytest
from sqlalchemy import delete, select, update

from casework.letters import try_again
from casework.letters.writing import Office
from casework.views.letters import list_letters
from models.tables import letter, organisation, person, role_grant
from notifications.message import Letterhead
from tests.letters import OFFICE, Collecting, by_template, send, text_of, with_letters
from tests.world import CITY, World


@pytest.fixture
def world(world: World) -> World:
    """The small world with two letters that wait: one to `app`, one to `city`."""
    return with_letters(world)


def test_letter_that_was_overtaken_is_withheld(world: World) -> None:
    """Who has acted already is not asked to."""
    case = by_template(world)["action_needed"].subject
    world.act(case, "return_for_correction", "city", reason="缺页", clock="continue")
    done = send(world, Collecting())
    assert (done.sent, done.withheld) == (2, 1)
    assert by_template(world)["action_needed"].last_error.startswith("overtaken")


def test_erased_words_stand_in_no_letter(world: World) -> None:
    """A letter looks the words up when it is written; what was erased by then it does not have."""
    case = by_template(world)["action_needed"].subject
    world.act(case, "return_for_correction", "city", reason="张某的身份证复印件不清", clock="continue")
    with world.store.reading() as connection:
        facts = connection.execute(
            select(letter.c.facts).where(letter.c.template == "returned_for_correction")
        ).scalar_one()
    assert "张某" not in str(facts)
    box = Collecting()
    send(world, box)
    texts = [text_of(each) for each in box.messages]
    assert sum("理由：张某的身份证复印件不清" in text for text in texts) == 1


def test_seal_is_withheld_as_long_as_nobody_outside_keeps_it(world: World) -> None:
    world.advance(1)
    send(world, Collecting())
    (kept,) = list_letters(world.service, recipient="role:witness")
    assert kept.state == "withheld"
    assert "SHENBAO_WITNESS" in kept.last_error
    assert try_again(world.service, "prov", world.now, recipient="role:witness") == 1
    box = Collecting()
    assert send(world, box, Office(OFFICE.head, witness="records@example.com")).sent == 1
    assert box.mails[0].to == ("records@example.com",)


@pytest.mark.parametrize("gone", ["inactive", "ended"])
def test_who_has_left_gets_no_letter(world: World, gone: str) -> None:
    with world.store.writing() as connection:
        if gone == "inactive":
            connection.execute(update(person).where(person.c.no == "city").values(active=False))
        else:
            connection.execute(delete(role_grant).where(role_grant.c.person_no == "city"))
        connection.execute(
            update(organisation).where(organisation.c.code == CITY).values(email="office@example.org")
        )
    box = Collecting()
    assert send(world, box).sent == 2
    assert ("office@example.org",) in [mail.to for mail in box.mails]


def test_english_for_who_reads_english(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(update(person).where(person.c.no == "city").values(language="en"))
    box = Collecting()
    send(world, box)
    (english,) = [each for each in box.messages if each["Content-Language"] == "en"]
    assert english["Subject"] == "For you to act on: OBJ1 (prefecture review)"
    assert "Last day: Sunday, 19 January 2020" in text_of(english)


def test_letterhead_is_the_one_of_the_settings(world: World) -> None:
    box = Collecting()
    send(world, box, Office(Letterhead("某局", "no-reply@example.cn", "office@example.cn")))
    message = box.messages[0]
    assert (str(message["From"]), str(message["Reply-To"])) == (
        "某局 <no-reply@example.cn>",
        "office@example.cn",
    )
    assert message["Message-ID"].endswith("@example.cn>")
