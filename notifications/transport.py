"""What a transport is: something that takes mail, and says of each recipient what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from notifications.message import Mail

__all__ = ["Answer", "Transport"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail, address by address.

    ``deferred`` are to be tried again (refused for now, or nobody knows whether it arrived), ``refused`` never; both
    with what the server said.
    """

    accepted: tuple[str, ...] = ()
    deferred: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


class Transport(Protocol):
    """Takes mail.

    ``connections`` is how many mails it can take at once.
    """

    connections: int

    async def send(self, mail: Mail) -> Answer:
        """Hand one mail over.

        Raises MailUnavailable where nothing can be sent now, MailRefused where nothing can be until a setting changes.
        """

    async def close(self) -> None:
        """Let go of connections; it may be used again, and opens them anew."""
