"""The whole way out: from the outbox to a real mail server over a socket, with a database that is marked."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from casework.views.duties import list_tasks
from casework.views.letters import list_letters
from models.tables import letter
from notifications.transports import Smtp, SmtpServer
from tests.letters import give_addresses, letter_counts, send
from tests.mail_server import PASSWORD, USER, Post, certificates, mail_server
from tests.world import CITY, World


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def smtp(post: Post) -> Iterator[Smtp]:
    with mail_server(post) as port:
        yield Smtp(SmtpServer("127.0.0.1", port, "none", timeout=20, connections=8))


@pytest.fixture
def world(world: World) -> World:
    """The small world, where everybody has an address, with a submitted case: one letter to `app`, one to `city`."""
    give_addresses(world)
    world.bring("prefecture_review")
    return world


def test_letters_go_out_encrypted_and_signed_in(world: World, post: Post, tmp_path: Path) -> None:
    made = certificates(tmp_path)
    with mail_server(post, tls=made.context, auth=True) as port:
        who = SmtpServer(
            "localhost", port, user=USER, password=SecretStr(PASSWORD), timeout=20, ca_file=made.authority
        )
        assert send(world, Smtp(who)).sent == 2
    assert {to for to, _ in post.taken} == {("app@example.org",), ("city@example.org",)}


def test_wrong_password_is_a_task_that_ends_with_the_right_one(
    world: World, post: Post, tmp_path: Path
) -> None:
    made = certificates(tmp_path)
    with mail_server(post, tls=made.context, auth=True) as port:
        known = {"user": USER, "timeout": 20, "ca_file": made.authority}
        wrong = Smtp(SmtpServer("localhost", port, password=SecretStr("another"), **known))  # type: ignore[arg-type]
        done = send(world, wrong)
        assert (done.sent, done.returned) == (0, 2)
        (task,) = list_tasks(world.service)
        assert (task.kind, task.facts["why"][:4]) == ("mail_refused", "535 ")
        world.now += timedelta(minutes=2)
        right = Smtp(SmtpServer("localhost", port, password=SecretStr(PASSWORD), **known))  # type: ignore[arg-type]
        assert send(world, right).sent == 2
    assert list_tasks(world.service) == ()


def test_letter_whose_connection_is_lost_arrives_twice_with_one_message_id(
    world: World, post: Post, smtp: Smtp
) -> None:
    """Nobody knows whether it had arrived; a double that can be told is better than a letter lost."""
    lost = iter(["drop"])
    post.text = lambda content: next(lost, "")
    done = send(world, smtp)
    assert (done.sent, done.deferred) == (1, 1)
    world.now += timedelta(minutes=2)
    assert send(world, smtp).sent == 1
    counted = Counter(message["Message-ID"] for message in post.messages)
    assert sorted(counted.values()) == [1, 2]
    assert letter_counts(world) == {"sent": 2}


def test_mail_server_that_comes_back_gets_everything(world: World, post: Post) -> None:
    with mail_server(post) as port:
        gone = Smtp(SmtpServer("127.0.0.1", port, "none", timeout=5))
    assert "mail server 127.0.0.1" in send(world, gone).outage
    world.now += timedelta(minutes=2)
    with mail_server(post) as port:
        assert send(world, Smtp(SmtpServer("127.0.0.1", port, "none", timeout=5))).sent == 2
    assert {each.attempts for each in list_letters(world.service)} == {1}


@pytest.mark.long
def test_ten_thousand_letters_arrive_once_each(world: World, post: Post, smtp: Smtp) -> None:
    """Over eight connections; a few people are refused for good, and their letters alone fail."""
    (pattern,) = [each for each in list_letters(world.service) if each.template == "action_needed"]
    with world.store.writing() as connection:
        row = connection.execute(letter.select().where(letter.c.template == "action_needed")).one()._mapping
        more = [{**row, "entry": f"{n:064}", "recipient": f"org:{CITY}"} for n in range(10_000)]
        connection.execute(letter.insert(), more)
    assert pattern.state == "pending"
    done = send(world, smtp)
    assert (done.looked_at, done.sent, done.failed) == (10_002, 10_002, 0)
    ids = [message_id for _, content in post.taken for message_id in [content.split(b"\r\n", 1)[0]]]
    assert len(set(ids)) == len(ids) == 10_002
    assert post.sessions == 8
    assert letter_counts(world) == {"sent": 10_002}
