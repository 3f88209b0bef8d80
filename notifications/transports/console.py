"""Letters shown as text on the terminal: for trying out."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from notifications.message import Mail
from notifications.transport import Answer

__all__ = ["Console"]

_SHOWN = ("Message-ID", "Date", "From", "To", "Reply-To", "Subject")


class Console:
    """Writes each letter with ``write``, a line at a time; whoever it is for counts as reached."""

    connections = 1  # letters do not mix

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    async def send(self, mail: Mail) -> Answer:
        """Show the headers that matter and the plain text."""
        message = message_from_bytes(mail.content, EmailMessage, policy=default)
        for name in _SHOWN:
            if message[name]:
                self._write(f"{name}: {message[name]}")
        body = message.get_body(("plain",))
        self._write("")
        self._write(body.get_content() if body else "")
        return Answer(mail.to)

    async def close(self) -> None:
        """Nothing is held."""
