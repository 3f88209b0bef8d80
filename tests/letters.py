"""Letters in tests: a transport that keeps what it is given, and people with addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from sqlalchemy import func, select, update

from casework.letters import Delivered, deliver
from casework.letters.writing import Office
from casework.views.letters import LetterRow, list_letters
from models.tables import letter, person, role_grant
from notifications.message import Letterhead, Mail
from notifications.transport import Answer
from tests.world import PROVINCE, START, World

OFFICE = Office(Letterhead("申报系统", "shenbao@example.org", "office@example.org"))


class Collecting:
    """Keeps what it is given, and answers as it is told; an answer that is an exception is raised."""

    def __init__(self, answer: Callable[[Mail], Answer | Exception] | None = None) -> None:
        self.connections = 2
        self.mails: list[Mail] = []
        self.answer = answer or (lambda mail: Answer(mail.to))

    async def send(self, mail: Mail) -> Answer:
        """Take one mail."""
        self.mails.append(mail)
        answer = self.answer(mail)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        """Nothing is held."""

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails as a mail program reads them."""
        return [message_from_bytes(mail.content, EmailMessage, policy=default) for mail in self.mails]


def text_of(message: EmailMessage) -> str:
    """The plain text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def send(world: World, transport: Any, office: Office = OFFICE, **more: Any) -> Delivered:
    """Deliver what is due now."""
    return asyncio.run(deliver(world.service, world.now, transport, office, **more))


def give_addresses(world: World) -> None:
    """Everybody gets an address: `NO@example.org`."""
    with world.store.writing() as connection:
        connection.execute(update(person).values(email=person.c.no + "@example.org"))


def with_letters(world: World) -> World:
    """Everybody has an address, `prov` administers, and a case is submitted: a letter to `app`, one to `city`."""
    give_addresses(world)
    with world.store.writing() as connection:
        row = {
            "person_no": "prov", "role": "administrator", "organisation_code": PROVINCE, "granted_at": START,
        }  # fmt: skip
        connection.execute(role_grant.insert(), row)
    world.bring("prefecture_review")
    return world


def refusing(what: str, **said: str) -> Callable[[Mail], Answer]:
    """A mail server that refuses some people: `refused` for good or `deferred` for now."""

    def answer(mail: Mail) -> Answer:
        no = {address: said[address.split("@")[0]] for address in mail.to if address.split("@")[0] in said}
        return Answer(tuple(each for each in mail.to if each not in no), **{what: no})

    return answer


def by_template(world: World) -> dict[str, LetterRow]:
    """The letters of the outbox, one of each template."""
    return {each.template: each for each in list_letters(world.service)}


def letter_counts(world: World) -> dict[str, int]:
    """How many letters there are, by state."""
    known = select(letter.c.state, func.count()).group_by(letter.c.state)
    with world.store.reading() as connection:
        return {str(state): count for state, count in connection.execute(known)}
