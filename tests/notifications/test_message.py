"""Letters as messages: what a mail program reads is what was written, and every attempt sends the same bytes."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.addresses import checked
from notifications.errors import BadAddress
from notifications.message import Letterhead, compose, message_id
from notifications.rendering import Rendered

NOW = datetime(2026, 3, 4, 1, 2, 3, tzinfo=UTC)
HEAD = Letterhead("申报系统，“示例”部门", "shenbao@example.org", "office@example.org")
ID = message_id("e" * 64, "certified", "org:X", HEAD.domain)
CONTROLS: Any = ("C",)
printable = st.text(st.characters(exclude_categories=(*CONTROLS, "Z")), min_size=1, max_size=80)


def written(subject: str = "予以认定", name: str = "某某", text: str = "正文\n") -> bytes:
    rendered = Rendered(subject, text, "<p>正文</p>")
    return compose(rendered, "zh", HEAD, [(name, "a@example.org")], message_id=ID, created_at=NOW)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, EmailMessage, policy=default)


def display_name(content: bytes) -> str:
    """The name in To by the older reader of Python: the newer one of 3.11 puts spaces between parts of a long name."""
    raw = str(message_from_bytes(content)["To"]).replace("\r\n", "")
    name, _, _ = raw.rpartition(" <")
    return str(make_header(decode_header(name))) if "=?" in name else parseaddr(raw)[0]


def test_headers_are_those_of_an_automatic_letter() -> None:
    message = read(written())
    assert message["Message-ID"] == ID
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "office@example.org"
    assert message["From"].addresses[0].display_name == HEAD.name
    assert message["MIME-Version"] == "1.0"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


def test_every_attempt_sends_the_same_bytes() -> None:
    assert written() == written()
    assert message_id("e" * 64, "certified", "org:X", "example.org") == ID
    assert message_id("e" * 64, "certified", "org:Y", "example.org") != ID


@given(
    subject=printable, name=printable, text=st.text(st.characters(exclude_categories=CONTROLS), max_size=200)
)
def test_whatever_is_written_is_read(subject: str, name: str, text: str) -> None:
    content = written(subject, name, text + "\n")
    message = read(content)
    assert message["Subject"] == subject
    assert message["To"].addresses[0].addr_spec == "a@example.org"
    assert display_name(content) == name
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == (text + "\n").splitlines()


@given(st.text(max_size=40))
def test_no_text_adds_a_header_or_a_line_too_long(text: str) -> None:
    """RFC 5322: 998 characters a line; headers are ASCII."""
    content = written(" ".join(text.split()) or "x", text, text.replace("\x00", ""))
    head, _, _ = content.partition(b"\r\n\r\n")
    assert head.isascii()
    assert {key for key, _ in read(content).items()} == {
        "Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Content-Language", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


@pytest.mark.parametrize(
    ("given_", "plain"),
    [
        ("a@example.org", "a@example.org"),
        (" a.b+c@example.org ", "a.b+c@example.org"),
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_address_is_taken_as_a_server_takes_it(given_: str, plain: str) -> None:
    assert checked(given_) == plain


@pytest.mark.parametrize(
    "wrong",
    ["", "a", "a@", "@example.org", "a b@example.org", "a@example.org\r\nRCPT TO:<b@c>", "某@example.org", "a@b@c",
     "A <a@example.org>", "a@example.org, b@example.org", f"{'x' * 250}@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(BadAddress, match=r"name@example\.org"):
        checked(wrong)
