"""Letters put into a Maildir, which mail programs read: what would have gone out, without a mail server."""

import asyncio
import os
from pathlib import Path

from notifications.errors import MailUnavailable
from notifications.message import Mail
from notifications.transport import Answer

__all__ = ["Maildir"]


class Maildir:
    """A folder with `tmp`, `new` and `cur`. A letter put in twice is there once: its file is named after Message-ID."""

    connections = 1

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, mail: Mail) -> Answer:
        """Write a file under `tmp` and move it to `new` in one step; raises MailUnavailable where the disk fails."""
        key = mail.message_id[1:].partition("@")[0]
        name = f"{int(mail.created_at.timestamp())}.{key}.shenbao"
        try:
            await asyncio.to_thread(self._put, name, mail)
        except OSError as error:
            raise MailUnavailable(str(self.folder), error.strerror or str(error)) from error
        return Answer(mail.to)

    def _put(self, name: str, mail: Mail) -> None:
        self.folder.mkdir(
            parents=True, exist_ok=True, mode=0o700
        )  # what stands in letters is not for everybody
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(exist_ok=True, mode=0o700)
        draft = self.folder / "tmp" / name
        with draft.open("wb") as file:
            envelope = f"X-Envelope-To: {', '.join(mail.to)}\r\n"
            file.write(envelope.encode() + mail.content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / "new" / name)

    async def close(self) -> None:
        """Nothing is held."""
