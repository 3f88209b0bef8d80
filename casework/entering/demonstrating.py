"""What keeps invented cases from reaching anybody: letters withheld, addresses that lead nowhere."""

from sqlalchemy import update

from casework.service import Service
from models.letter import WAITING
from models.tables import letter, organisation, person

__all__ = ["settle_letters"]

NOWHERE = "@demonstration.example"  # a name that no network ever resolves (RFC 2606)


def settle_letters(service: Service) -> None:
    """Withhold every letter that waits, and give everybody an address that leads nowhere, in one commit."""
    with service.store.writing() as connection:
        connection.execute(update(letter).where(WAITING).values(state="withheld", last_error="demonstration"))
        for table, key in ((organisation, organisation.c.code), (person, person.c.no)):
            connection.execute(update(table).where(table.c.email == "").values(email=key + NOWHERE))
