"""Letters for who has no mail server: in a Maildir, and on the terminal."""

import asyncio
import mailbox
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notifications.errors import MailUnavailable
from notifications.message import Letterhead, Mail, compose, message_id
from notifications.rendering import render
from notifications.samples import sample
from notifications.transport import Answer, Transport
from notifications.transports import Console, Maildir

HEAD = Letterhead("申报系统", "shenbao@example.org")


def mail(number: int = 1) -> Mail:
    known: dict[str, Any] = {
        "message_id": message_id(str(number), "certified", "x", HEAD.domain),
        "created_at": datetime(2026, 3, 4, 1, tzinfo=UTC),
    }
    rendered = render("certified", sample("certified", "zh"), "zh")
    to = ("a@example.org", "b@example.org")
    content = compose(rendered, "zh", HEAD, [("某某", each) for each in to], **known)
    return Mail(sender=HEAD.address, to=to, content=content, **known)


def send(transport: Transport, *mails: Mail) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        answers = [await transport.send(each) for each in mails]
        await transport.close()
        return answers

    return asyncio.run(all_of_them())


def test_maildir_can_be_read_by_a_mail_program(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    assert send(Maildir(folder), mail()) == [Answer(("a@example.org", "b@example.org"))]
    box = mailbox.Maildir(folder, factory=None, create=False)
    (kept,) = list(box)
    assert kept["X-Envelope-To"] == "a@example.org, b@example.org"
    assert kept["Message-ID"] == mail().message_id
    assert folder.stat().st_mode & 0o077 == 0


def test_letter_put_in_twice_is_there_once(tmp_path: Path) -> None:
    """After a kill between sending and marking."""
    send(Maildir(tmp_path), mail(1), mail(1), mail(2))
    assert len(list((tmp_path / "new").iterdir())) == 2
    assert list((tmp_path / "tmp").iterdir()) == []


def test_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file in its place")
    with pytest.raises(MailUnavailable, match="letters: "):
        send(Maildir(tmp_path / "letters"), mail())


def test_console_shows_the_letter() -> None:
    lines: list[str] = []
    send(Console(lines.append), mail())
    shown = "\n".join(lines)
    assert "Subject: 予以认定：示例产业集群" in shown
    assert "To: 某某 <a@example.org>, 某某 <b@example.org>" in shown
    assert "“示例产业集群”已于2026年3月4日（星期三）由示例市主管部门予以认定。" in shown
