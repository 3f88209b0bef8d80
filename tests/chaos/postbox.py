"""`python -m tests.chaos.postbox PORT FILE`: a mail server in a process of its own, killed like all others.

It writes down the Message-ID of each letter before it says that it has taken it.
"""

from __future__ import annotations

import asyncio
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Postbox:
    """What takes the letters."""

    def __init__(self, taken: Path) -> None:
        self.taken = taken

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        line = f"{message_from_bytes(envelope.content)['Message-ID']}\n"
        with self.taken.open("ab", buffering=0) as file:
            file.write(line.encode())
        return "250 taken"


async def main(port: int, taken: Path) -> None:
    """Listen until killed."""
    loop = asyncio.get_running_loop()
    box = Postbox(taken)
    server = await loop.create_server(lambda: SMTP(box, hostname="localhost"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
