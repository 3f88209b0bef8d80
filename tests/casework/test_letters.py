"""Letters leave the outbox: claimed, written from the facts of their moment, sent, marked one by one."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import update

from casework.letters import Delivered, deliver
from casework.letters.writing import Office
from casework.views.letters import count_letters
from models.tables import person
from notifications.message import Letterhead, Mail
from notifications.transport import Answer
from tests.world import World

OFFICE = Office(Letterhead("申报系统", "shenbao@example.org", "office@example.org"))


class Collecting:
    """A transport that keeps what it is given, and answers as it is told."""

    connections = 2
    patience = 10.0

    def __init__(self, answer: Any = None) -> None:
        self.mails: list[Mail] = []
        self.answer = answer or (lambda mail: Answer(mail.to))

    async def send(self, mail: Mail) -> Answer:
        self.mails.append(mail)
        answer = self.answer(mail)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    async def close(self) -> None:
        """Nothing is held."""

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(mail.content, EmailMessage, policy=default) for mail in self.mails]


def send(world: World, transport: Any, office: Office = OFFICE, **more: Any) -> Delivered:
    return asyncio.run(deliver(world.service, world.now, transport, office, **more))


def give_addresses(world: World) -> None:
    with world.store.writing() as connection:
        connection.execute(update(person).values(email=person.c.no + "@example.org"))


@pytest.fixture
def world(world: World) -> World:
    """The small world, where everybody has an address."""
    give_addresses(world)
    return world


def test_letters_reach_the_people_of_the_organisation(world: World) -> None:
    world.bring("prefecture_review")
    box = Collecting()
    done = send(world, box)
    assert (done.looked_at, done.sent) == (2, 2)
    by_subject = {message["Subject"]: message for message in box.messages}
    assert set(by_subject) == {"已收到申报：OBJ1", "待办理：OBJ1（市级审核）"}
    assert [mail.to for mail in box.mails if "city" in mail.to[0]] == [("city@example.org",)]
    assert count_letters(world.service)["sent"] == 2
    assert send(world, box).nothing
