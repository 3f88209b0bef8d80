"""What becomes of letters when the mail server is gone or fails; and of leases that run out."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from casework.letters import delivering
from casework.letters.claiming import claim
from casework.views.duties import list_tasks
from models.tables import letter, organisation
from notifications.errors import MailRefused, MailUnavailable
from notifications.message import Mail
from notifications.transport import Answer
from tests.letters import Collecting, by_template, send, with_letters
from tests.proofs import check_everything
from tests.world import CITY, PROVINCE, World


@pytest.fixture
def world(world: World) -> World:
    """The small world with two letters that wait: one to `app`, one to `city`."""
    return with_letters(world)


def test_mail_server_that_is_gone_loses_nothing_and_counts_against_no_letter(world: World) -> None:
    box = Collecting(lambda mail: MailUnavailable("mail server x:25", "connection refused"))
    done = send(world, box)
    assert (done.sent, done.returned, done.outage) == (0, 2, "mail server x:25: connection refused")
    waiting = by_template(world).values()
    assert {(each.state, each.attempts, each.last_error) for each in waiting} == {("pending", 0, done.outage)}
    assert send(world, box).nothing
    world.now += timedelta(minutes=2)
    assert send(world, Collecting()).sent == 2


def test_mail_server_that_refuses_us_is_one_task_until_letters_go_out_again(world: World) -> None:
    """A wrong password is nobody's letter: it is told once, and the task is closed by the next success."""
    box = Collecting(lambda mail: MailRefused("mail server x:587", "535 wrong password"))
    for _ in range(3):
        assert send(world, box).outage == "mail server x:587: 535 wrong password"
        world.now += timedelta(minutes=2)
    (task,) = list_tasks(world.service, person="prov")
    assert (task.kind, task.subject, task.body) == ("mail_refused", "register", "administrator")
    assert task.facts == {"rule": "mail server x:587", "why": "535 wrong password"}
    down = Collecting(lambda mail: MailUnavailable("mail server x:587", "connection refused"))
    assert send(world, down).outage
    assert len(list_tasks(world.service)) == 1
    world.now += timedelta(minutes=2)
    assert send(world, Collecting()).sent == 2
    assert list_tasks(world.service) == ()
    assert {(each.state, each.attempts) for each in by_template(world).values()} == {("sent", 1)}
    check_everything(world)


def test_lease_that_runs_out_lets_the_letter_go_out_again_with_the_same_message_id(world: World) -> None:
    """Whoever had claimed it was killed, perhaps after it was sent."""
    until = world.now + timedelta(seconds=20)
    claimed = claim(world.store, world.now, until, 10, "example.org")
    assert len(claimed) == 2
    assert send(world, Collecting()).nothing
    world.now = until
    box = Collecting()
    assert send(world, box).sent == 2
    assert {mail.message_id for mail in box.mails} == {each["message_id"] for each in claimed}


def test_who_lost_the_lease_marks_nothing(world: World) -> None:
    """Somebody else has claimed the letter in the meantime, and knows better."""

    def taken_over(mail: Mail) -> Answer:
        claim(world.store, world.now + timedelta(hours=1), world.now + timedelta(hours=2), 10, "example.org")
        return Answer(mail.to)

    done = send(world, Collecting(taken_over), limit=1)
    assert (done.sent, done.taken_over) == (0, 1)
    assert {each.state for each in by_template(world).values()} == {"claimed"}


def test_letter_whose_turn_comes_late_is_claimed_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first ones took long, and the lease could not be renewed."""
    box = Collecting()
    box.connections = 1

    def slow(mail: Mail) -> Answer:
        monkeypatch.setattr(delivering, "LEASE", 10 * delivering.LEASE)  # as if it were nearly over
        return Answer(mail.to)

    box.answer = slow
    done = send(world, box)
    assert (done.sent, done.returned, done.looked_at) == (2, 1, 3)
    assert {each.attempts for each in by_template(world).values()} == {1}


def test_lease_is_short_and_renewed_while_letters_are_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill costs a minute, and a slow mail server nothing: the letter in hand and those behind it stay ours."""
    monkeypatch.setattr(delivering, "LEASE", timedelta(seconds=3))
    box = Collecting()
    box.connections = 1

    async def slow(mail: Mail) -> Answer:
        given = leases(world)
        async with asyncio.timeout(60):
            while any(each <= max(given) for each in leases(world)):  # noqa: ASYNC110 - it is the database that tells
                await asyncio.sleep(0.05)
        return Answer(mail.to)

    monkeypatch.setattr(box, "send", slow)
    done = send(world, box)
    assert (done.sent, done.looked_at) == (2, 2)


def leases(world: World) -> list[datetime]:
    """Until when the claimed letters are claimed."""
    return [each.due_at for each in by_template(world).values() if each.state == "claimed"]


def test_nothing_is_open_while_a_letter_is_sent(world: World) -> None:
    """Others write meanwhile; on SQLite they would wait for whoever holds a transaction open."""

    def writing(mail: Mail) -> Answer:
        with world.store.writing() as connection:
            connection.execute(update(organisation).values(name_en="written meanwhile"))
        return Answer(mail.to)

    assert send(world, Collecting(writing)).sent == 2


def test_call_that_is_ended_gives_back_what_was_not_tried(world: World) -> None:
    class Enough(Exception):
        """Whoever waits for it."""

    def enough(count: int) -> None:
        raise Enough

    box = Collecting()
    box.connections = 1
    with pytest.raises(Enough):
        send(world, box, progress=enough)
    states = [each.state for each in by_template(world).values()]
    assert sorted(states) == ["pending", "sent"]
    assert send(world, box).sent == 1


def test_letter_that_cannot_be_written_holds_up_nobody(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(
            update(letter).where(letter.c.template == "action_needed").values(facts={"seq": 1})
        )
    done = send(world, Collecting())
    assert (done.sent, done.failed) == (1, 1)
    assert by_template(world)["action_needed"].last_error == "it cannot be written: KeyError: 'state'"
    assert [each.kind for each in list_tasks(world.service)] == ["undelivered_letter"]


def test_letter_about_nothing_that_is_there_holds_up_nobody(world: World) -> None:
    with world.store.writing() as connection:
        lost = (
            update(letter)
            .where(letter.c.template == "action_needed")
            .values(subject="case:standard-2020-9999")
        )
        connection.execute(lost)
    done = send(world, Collecting())
    assert (done.sent, done.failed) == (1, 1)
    assert [(each.rule, each.organisation_code) for each in list_tasks(world.service)] == [
        (f"org:{CITY}", PROVINCE)
    ]


def test_transport_that_fails_over_one_letter_holds_up_nobody(world: World) -> None:
    box = Collecting(
        lambda mail: ValueError("what is this?") if mail.to == ("city@example.org",) else Answer(mail.to)
    )
    done = send(world, box)
    assert (done.sent, done.deferred) == (1, 1)
    assert by_template(world)["action_needed"].last_error == "city: ValueError: what is this?"


def test_two_deliver_at_once_and_nothing_goes_twice(world: World) -> None:
    claimed = [
        claim(world.store, world.now, world.now + timedelta(minutes=1), 1, "example.org") for _ in range(3)
    ]
    assert [len(each) for each in claimed] == [1, 1, 0]
