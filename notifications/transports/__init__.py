"""The ways mail leaves the house: onto the terminal, into a folder, to a mail server."""

from notifications.transports.console import Console
from notifications.transports.maildir import Maildir
from notifications.transports.smtp import Smtp, SmtpServer

__all__ = ["Console", "Maildir", "Smtp", "SmtpServer"]
