"""The mail server as it may be: willing, refusing for now or for good, gone, slow, or not the one it says it is."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from notifications.errors import MailRefused, MailUnavailable
from notifications.facts import Facts
from notifications.message import Letterhead, Mail, compose, message_id
from notifications.rendering import render
from notifications.samples import sample
from notifications.transport import Answer
from notifications.transports import Smtp, SmtpServer
from tests.mail_server import PASSWORD, USER, Certificates, Post, certificates, mail_server

NOW = datetime(2026, 3, 4, 1, tzinfo=UTC)
HEAD = Letterhead("申报系统", "shenbao@example.org")
FACTS: Facts = sample("certified", "zh")


def mail(*to: str, number: int = 1) -> Mail:
    known: dict[str, Any] = {
        "message_id": message_id(str(number), "certified", "x", HEAD.domain),
        "created_at": NOW,
    }
    content = compose(render("certified", FACTS, "zh"), "zh", HEAD, [("某某", each) for each in to], **known)
    return Mail(sender=HEAD.address, to=to, content=content, **known)


def send(server: SmtpServer, *mails: Mail) -> list[Answer]:
    """Send them one after the other over one transport."""

    async def all_of_them() -> list[Answer]:
        transport = Smtp(server)
        try:
            return [await transport.send(each) for each in mails]
        finally:
            await transport.close()

    return asyncio.run(all_of_them())


@pytest.fixture(scope="module")
def localhost(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def plain(post: Post) -> Iterator[SmtpServer]:
    """A server without encryption, as on the same machine."""
    with mail_server(post) as port:
        yield SmtpServer("127.0.0.1", port, "none", timeout=5)


def test_letter_arrives_as_it_was_written(post: Post, plain: SmtpServer) -> None:
    assert send(plain, mail("a@example.org")) == [Answer(("a@example.org",))]
    (message,) = post.messages
    assert message["Subject"] == "予以认定：示例产业集群"
    assert message["From"].addresses[0].display_name == "申报系统"
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == render("certified", FACTS, "zh").text


def test_many_letters_share_a_connection(post: Post, plain: SmtpServer) -> None:
    send(plain, *(mail("a@example.org", number=n) for n in range(5)))
    assert (len(post.taken), post.sessions) == (5, 1)


def test_refusals_are_told_address_by_address(post: Post, plain: SmtpServer) -> None:
    post.to = lambda address: {"b@example.org": "550 no such user", "c@example.org": "450 box is locked"}.get(
        address, ""
    )
    (answer,) = send(plain, mail("a@example.org", "b@example.org", "c@example.org"))
    assert answer.accepted == ("a@example.org",)
    assert answer.refused == {"b@example.org": "550 no such user"}
    assert answer.deferred == {"c@example.org": "450 box is locked"}
    assert [to for to, _ in post.taken] == [("a@example.org",)]


def test_connection_is_good_for_another_letter_after_everybody_was_refused(
    post: Post, plain: SmtpServer
) -> None:
    post.to = lambda address: "550 no such user" if address.startswith("b") else ""
    first, second = send(plain, mail("b@example.org"), mail("a@example.org"))
    assert first == Answer(refused={"b@example.org": "550 no such user"})
    assert second.accepted
    assert post.sessions == 1


@pytest.mark.parametrize(("code", "final"), [("554 looks like spam", True), ("451 try later", False)])
def test_text_may_be_refused_for_good_or_for_now(
    post: Post, plain: SmtpServer, code: str, final: bool
) -> None:
    post.text = lambda content: code
    (answer,) = send(plain, mail("a@example.org", "b@example.org"))
    said = dict.fromkeys(("a@example.org", "b@example.org"), code)
    assert (answer.refused, answer.deferred) == ((said, {}) if final else ({}, said))


def test_connection_lost_after_the_text_leaves_it_open_whether_it_arrived(
    post: Post, plain: SmtpServer
) -> None:
    """It is tried again, and the double bears the same Message-ID."""
    answers = iter(["drop"])
    post.text = lambda content: next(answers, "")
    first, second = send(plain, mail("a@example.org"), mail("a@example.org"))
    assert list(first.deferred) == ["a@example.org"]
    assert second.accepted == ("a@example.org",)
    assert len({message["Message-ID"] for message in post.messages}) == 1
    assert len(post.taken) == 2


def test_slow_server_defers_the_letter(post: Post) -> None:
    post.text = lambda content: "wait"
    with mail_server(post) as port:
        (answer,) = send(SmtpServer("127.0.0.1", port, "none", timeout=0.2), mail("a@example.org"))
    assert answer.deferred == {"a@example.org": "Timed out waiting for server response"}


def test_server_that_is_not_there_is_unavailable() -> None:
    with mail_server(Post()) as port:
        pass
    with pytest.raises(MailUnavailable, match=f"mail server 127.0.0.1:{port}: .*[Cc]onnect"):
        send(SmtpServer("127.0.0.1", port, "none", timeout=5), mail("a@example.org"))


def test_sender_that_is_refused_is_a_matter_of_settings(post: Post, plain: SmtpServer) -> None:
    """It says nothing of the recipient, who must not get a task for it."""
    post.hello = lambda address: "553 not your address"
    with pytest.raises(MailRefused, match=r"the sender shenbao@example\.org: 553 not your address"):
        send(plain, mail("a@example.org"))


def test_server_that_is_busy_has_not_refused_us(post: Post, plain: SmtpServer) -> None:
    post.hello = lambda address: "451 try later"
    with pytest.raises(MailUnavailable, match="451 try later") as busy:
        send(plain, mail("a@example.org"))
    assert not isinstance(busy.value, MailRefused)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_and_signed_in(post: Post, localhost: Certificates, security: Any) -> None:
    with mail_server(
        post, tls=localhost.context, at_once=security == "tls", auth=security == "starttls"
    ) as port:
        who: dict[str, Any] = (
            {"user": USER, "password": SecretStr(PASSWORD)} if security == "starttls" else {}
        )
        server = SmtpServer("localhost", port, security, timeout=5, ca_file=localhost.authority, **who)
        assert send(server, mail("a@example.org"))[0].accepted
    assert bool(post.signed_in) is (security == "starttls")


def test_wrong_password_is_told_and_not_shown(
    post: Post, localhost: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with mail_server(post, tls=localhost.context, auth=True) as port:
        who: dict[str, Any] = {"user": USER, "password": SecretStr("quite another one")}
        server = SmtpServer("localhost", port, timeout=5, ca_file=localhost.authority, **who)
        with pytest.raises(MailRefused, match="535") as failed:
            send(server, mail("a@example.org"))
    told = caplog.text + str(failed.value) + repr(server)
    assert "another" not in told
    assert post.taken == []


def test_certificate_of_an_unknown_authority_is_refused(post: Post, localhost: Certificates) -> None:
    with (
        mail_server(post, tls=localhost.context) as port,
        pytest.raises(MailUnavailable, match="certificate verify failed"),
    ):
        send(SmtpServer("localhost", port, timeout=5), mail("a@example.org"))
    assert post.taken == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_of_another_host_is_refused(post: Post, tmp_path: Path, security: Any) -> None:
    other = certificates(tmp_path, "mail.example.org")
    with mail_server(post, tls=other.context, at_once=security == "tls") as port:
        server = SmtpServer("localhost", port, security, timeout=5, ca_file=other.authority)
        with pytest.raises(MailUnavailable, match=r"[Hh]ostname mismatch"):
            send(server, mail("a@example.org"))
    assert post.taken == []


def test_server_without_starttls_gets_nothing_in_the_clear(post: Post) -> None:
    with mail_server(post) as port, pytest.raises(MailUnavailable, match="STARTTLS"):
        send(SmtpServer("127.0.0.1", port, timeout=5), mail("a@example.org"))
    assert post.taken == []


def test_answer_in_another_encoding_is_told_as_far_as_it_can_be_read() -> None:
    """Some servers answer in GBK; what they say is kept in a database that takes text only."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        while not (line := await reader.readline()).startswith(b"QUIT"):
            refusal = b"550 " + "无此用户".encode("gbk") + b"\x00\r\n"
            writer.write(refusal if line.startswith(b"RCPT") else b"250 ok\r\n")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        left.set()

    left = asyncio.Event()

    async def one() -> Answer:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        transport = Smtp(SmtpServer("127.0.0.1", server.sockets[0].getsockname()[1], "none", timeout=5))
        async with server:
            answer = await transport.send(mail("a@example.org"))
            await transport.close()
            await left.wait()
        return answer

    (said,) = asyncio.run(one()).refused.values()
    assert said.startswith("550 ")
    assert said.isprintable()


class Crowded:
    """A server that lets in one at a time, says as little as it can, and takes everything."""

    def __init__(self) -> None:
        self.inside = False
        self.callers: list[asyncio.Task[None]] = []

    def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.callers.append(asyncio.create_task(self._speak(reader, writer)))

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.inside:
            writer.write(b"421 too many connections\r\n")
        else:
            self.inside = True
            writer.write(b"220 hello\r\n")
            while not (line := await reader.readline()).startswith(b"QUIT"):
                if line.startswith(b"DATA"):
                    writer.write(b"354 go on\r\n")
                    await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 ok\r\n")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def test_server_that_lets_in_fewer_gets_all_letters_all_the_same() -> None:
    async def over_four() -> list[Answer]:
        crowded = Crowded()
        server = await asyncio.start_server(crowded, "127.0.0.1", 0)
        transport = Smtp(SmtpServer("127.0.0.1", server.sockets[0].getsockname()[1], "none", timeout=5))
        async with server:
            mails = [mail("a@example.org", number=n) for n in range(4)]
            answers = await asyncio.gather(*(transport.send(each) for each in mails))
            await transport.close()
            await asyncio.gather(*crowded.callers)
        assert len(crowded.callers) == 4
        return answers

    assert [each.accepted for each in asyncio.run(over_four())] == [("a@example.org",)] * 4
