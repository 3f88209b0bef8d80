"""The way letters leave, as the settings say it."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each function imports what it needs, so that `shenbao --help` stays quick
    from casework.letters.writing import Office
    from notifications.transport import Transport
    from settings import Settings

__all__ = ["office_of", "transport_of"]

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def office_of(known: Settings) -> Office:
    """In whose name letters go out."""
    from casework.letters.writing import Office
    from notifications.message import Letterhead
    from statemachines.library import programmes_folder

    name, address = parseaddr(known.mail_from)
    return Office(Letterhead(name, address, known.mail_reply_to), known.witness, programmes_folder())


def transport_of(known: Settings) -> Transport:
    """Where letters go; nothing is opened or connected yet."""
    from cli.output import warn
    from notifications.transports import Console, Maildir, Smtp, SmtpServer

    if known.mail == "console":
        return Console(warn)
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
