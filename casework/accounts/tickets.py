"""Tickets of forms for everybody: by them the house knows again that somebody opened a form, and when.

A flood sends without looking. Who has opened the form first, and took as long as a person takes, is counted apart, so
that the flood of one does not silence the others at the same address. Nothing is kept of a ticket when it is given.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from casework.accounts.attempts import place_of
from casework.accounts.tokens import derived, new_token, same
from casework.entropy import Entropy
from casework.service import Service
from casework.storage.holding import hold
from casework.storage.prepared import inserting
from models.tables import house_secret

__all__ = ["Tickets", "tickets_of"]

SOONEST = timedelta(seconds=10)  # nobody reads the form, chooses and writes in less
LATEST = timedelta(hours=12)  # a form that was left open over a day's work
NAME = "tickets"
_NEW = inserting(house_secret)


@dataclass(frozen=True, slots=True)
class Tickets:
    """Gives tickets and knows them again, by the secret of the house; needs no database."""

    secret: str

    def give(self, about: str, address: str, now: datetime, entropy: Entropy) -> str:
        """A ticket for the form about this list or draft (`list:NO`, `case:NO`) at this address."""
        said = f"{int(now.timestamp()):08x}{entropy.salt()}"
        return said + self._proof(said, about, address)

    def good(self, ticket: str, about: str, address: str, now: datetime) -> bool:
        """Whether the ticket was given for this, at this address, neither a moment nor more than 12 hours ago."""
        said, proof = ticket[:40], ticket[40:]
        if not same(proof, self._proof(said, about, address)):
            return False
        age = timedelta(seconds=int(now.timestamp()) - int(said[:8], 16))
        return SOONEST <= age <= LATEST

    def _proof(self, said: str, about: str, address: str) -> str:
        return derived(self.secret, NAME, f"{said}\n{about}\n{place_of(address)}")[:32]


def tickets_of(service: Service, now: datetime) -> Tickets:
    """The tickets of the house; the first who asks makes its secret."""
    known = select(house_secret.c.value).where(house_secret.c.name == NAME)
    with service.store.reading() as connection:
        value = connection.execute(known).scalar_one_or_none()
    if value is None:
        with service.store.writing() as connection:
            hold(connection, "house secret")
            value = connection.execute(known).scalar_one_or_none()
            if value is None:
                value = new_token(service.entropy)
                _NEW.run(connection, name=NAME, value=value, made_at=now)
    return Tickets(value)
