"""Letters as messages: headers and parts by RFC 5322, Chinese encoded by RFC 2047."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from notifications.rendering import Rendered

__all__ = ["Letterhead", "Mail", "compose", "message_id"]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose letters these are: the name and address they come from, where answers go (empty: to the sender)."""

    name: str
    address: str
    reply_to: str = ""

    @property
    def domain(self) -> str:
        """The domain of the sender, which Message-IDs end with."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message with its envelope. ``to`` are the addresses it is still to be handed to."""

    message_id: str
    created_at: datetime
    sender: str
    to: tuple[str, ...]
    content: bytes


def message_id(entry: str, template: str, recipient: str, domain: str) -> str:
    """The Message-ID of a letter: the same for the same letter, whoever sends it and however often."""
    key = "\0".join((entry, template, recipient)).encode()
    return f"<{hashlib.sha256(key).hexdigest()[:40]}@{domain}>"


def compose(
    rendered: Rendered,
    language: str,
    head: Letterhead,
    people: Sequence[tuple[str, str]],
    *,
    message_id: str,
    created_at: datetime,
) -> bytes:
    """A letter as the bytes that go over the wire, lines ended by CR LF.

    ``people`` are names and checked addresses; all stand in To. The date is the moment the letter was caused, so that
    every attempt sends the same message.
    """
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = message_id
    message["Date"] = created_at
    message["From"] = _mailbox(head.name, head.address)
    message["To"] = [_mailbox(name, address) for name, address in people]
    if head.reply_to:
        message["Reply-To"] = Address(addr_spec=head.reply_to)
    message["Subject"] = rendered.subject
    message["Content-Language"] = "zh-CN" if language == "zh" else "en"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange, which does not know RFC 3834
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    boundary = message_id[1:].partition("@")[0]
    message.set_boundary(f"=_{boundary}")  # else a random one: attempts would differ
    return message.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    """A name may hold anything; what would break a header is left out of it."""
    return Address(" ".join("".join(each for each in name if each.isprintable()).split()), addr_spec=address)
