"""Letters as messages: headers and parts by RFC 5322, Chinese encoded by RFC 2047."""

import hashlib
from base64 import b64encode, encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from functools import lru_cache

from notifications.rendering import Rendered

__all__ = ["Letterhead", "Mail", "compose", "message_id"]

PLAIN = 64  # characters that still fit into the line of a header
IN_A_WORD = (
    42  # bytes in an encoded word: 56 characters of base64, so that a line stays below 76 with its header
)


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
    """A letter as the bytes that go over the wire: ASCII, lines ended by CR LF.

    ``people`` are names and checked addresses; all stand in To. The date is the moment the letter was caused, so that
    every attempt sends the same message. Written line by line, since `email.message` takes ten times as long.
    """
    boundary = f"=_{message_id[1:].partition('@')[0]}"
    headers = {
        "Message-ID": message_id,
        "Date": format_datetime(created_at),
        "From": _mailbox(head.name, head.address),
        "To": ",\r\n ".join(_mailbox(name, address) for name, address in people),
        **({"Reply-To": head.reply_to} if head.reply_to else {}),
        "Subject": _encoded(rendered.subject),
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence notice answers it
        "X-Auto-Response-Suppress": "All",  # the same for Exchange, which does not know RFC 3834
        "MIME-Version": "1.0",
        "Content-Language": "zh-CN" if language == "zh" else "en",
        "Content-Type": f'multipart/alternative;\r\n boundary="{boundary}"',
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    parts = [
        _part(boundary, kind, text) for kind, text in (("plain", rendered.text), ("html", rendered.html))
    ]
    return b"".join([lines.encode("ascii"), *parts, f"\r\n--{boundary}--\r\n".encode()])


def _part(boundary: str, kind: str, text: str) -> bytes:
    kinds = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64"
    headers = f"\r\n--{boundary}\r\n{kinds}\r\n\r\n"
    lines = "\r\n".join(text.splitlines()) + "\r\n"
    return headers.encode() + encodebytes(lines.encode()).replace(b"\n", b"\r\n")


@lru_cache(maxsize=256)
def _mailbox(name: str, address: str) -> str:
    """A name and an address; what cannot be printed is left out of the name."""
    clean = " ".join("".join(each if each.isprintable() else " " for each in name).split())
    plain = clean.isascii() and len(clean) <= PLAIN and "=?" not in clean
    return formataddr((clean, address)) if plain else f"{_encoded(clean)} <{address}>"


def _encoded(text: str) -> str:
    """One line of text as a header takes it: as it is where it is short and ASCII, else in encoded words (RFC 2047)."""
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) <= PLAIN:
        return text
    words, word = [], b""
    for each in text:
        if len(word) + len(each.encode()) > IN_A_WORD:  # a word never ends within a character
            words.append(word)
            word = b""
        word += each.encode()
    return "\r\n ".join(f"=?utf-8?b?{b64encode(each).decode()}?=" for each in [*words, word])
