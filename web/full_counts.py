"""Which counts of public forms are full, as one process remembers it: so a flood costs no more than a look at it."""

from datetime import datetime

from casework.accounts.attempts import of_public
from casework.accounts.errors import TooManyAttempts
from casework.accounts.tickets import Tickets, tickets_of
from casework.service import Service

__all__ = ["MOST", "Floods"]

MOST = 10_000  # counts that are remembered to be full


class Floods:
    """What one process remembers: the secret by which it knows tickets again, and which counts are full until when."""

    def __init__(self) -> None:
        self._full: dict[str, datetime] = {}
        self._tickets: Tickets | None = None

    def tickets(self, service: Service, now: datetime) -> Tickets:
        """The tickets of the house."""
        if self._tickets is None:
            self._tickets = tickets_of(service, now)
        return self._tickets

    def note(self, full: TooManyAttempts, now: datetime) -> None:
        """Remember that a count is full until a moment; of too many, those that end first are forgotten."""
        if len(self._full) >= MOST:
            left = sorted((until, key) for key, until in list(self._full.items()) if until > now)
            self._full = {key: until for until, key in left[-MOST // 2 :]}
        self._full[full.bucket] = full.until

    def full_until(self, about: str, address: str, ticket: str, now: datetime) -> datetime | None:
        """Until when one of the counts is known to be full; None where none is, or this process cannot say."""
        if not self._full or self._tickets is None:
            return None
        good = ticket if self._tickets.good(ticket, about, address, now) else ""
        found = (self._full.get(each.key) for each in of_public(about, address, good))
        return max((until for until in found if until and until > now), default=None)
