"""The way letters leave, as the settings say it."""

import sys
from dataclasses import dataclass
from email.utils import parseaddr

from casework.letters.writing import Office
from notifications.message import Letterhead
from notifications.transport import Transport
from notifications.transports import Console, Maildir, Smtp, SmtpServer
from settings import Settings
from statemachines.library import programmes_folder

__all__ = ["Post", "office_of", "post_of", "transport_of"]

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Post:
    """Where letters go, and in whose name."""

    transport: Transport
    office: Office


def post_of(known: Settings) -> Post:
    """The post of the settings; nothing is opened or connected yet."""
    return Post(transport_of(known), office_of(known))


def office_of(known: Settings) -> Office:
    """In whose name letters go out."""
    name, address = parseaddr(known.mail_from)
    return Office(Letterhead(name, address, known.mail_reply_to), known.witness, programmes_folder())


def transport_of(known: Settings) -> Transport:
    """Where letters go; nothing is opened or connected yet."""
    if known.mail == "console":
        return Console(_say)
    if known.mail == "maildir":
        return Maildir(known.mail_dir or known.home / "letters")
    server = SmtpServer(
        host=known.smtp_host,
        port=known.smtp_port or _PORTS[known.smtp_security],
        security=known.smtp_security,
        user=known.smtp_user,
        password=known.smtp_password,
        timeout=known.smtp_timeout,
        connections=known.smtp_connections,
        ca_file=known.smtp_ca_file,
    )
    return Smtp(server)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
