"""The accounts of a demonstration: invented people with one password for all, which get in without a code.

The password is new for each database and kept as a hash alone, as all are: seeing it again means making a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from casework.accounts import attempts, passwords
from casework.accounts.keeping import keep
from casework.accounts.rights import require_person
from casework.accounts.sessions import end_all
from casework.entropy import Entropy
from casework.record.register import enter_in_register
from casework.refused import BadInput, NotFound
from casework.service import Service
from models.tables import account, organisation, person, role_grant

__all__ = ["DemonstrationPerson", "demonstration_people", "open_accounts", "renew_accounts"]


@dataclass(frozen=True, slots=True)
class DemonstrationPerson:
    """An invented person who can sign in: number, name, role, and the organisation where."""

    no: str
    name: str
    role: str
    organisation: str


def open_accounts(service: Service, people: Sequence[str], now: datetime) -> str:
    """Let invented people in, with one password for all, and without codes; returns the password.

    Raises NotFound for an unknown person, and BadInput for one whose account is no demonstration's: whoever is real
    keeps the password and the code.
    """
    password = _speakable(service.entropy)
    kept = {no: passwords.hashed(service.entropy, password) for no in people}
    with service.store.writing() as connection:
        for no, hashed in kept.items():
            _require_invented(connection, no)
            keep(connection, no, password=hashed, password_at=now, demonstration=True)
            attempts.forget(connection, no)
            end_all(connection, no)
        said = {"people": sorted(people)}
        enter_in_register(connection, "open_demonstration", "demonstration_opened", now, said)
    return password


def renew_accounts(service: Service, now: datetime) -> str:
    """Make another password for the demonstration's people, who are signed out; returns it.

    Raises NotFound where the database has no demonstration.
    """
    people = [each.no for each in demonstration_people(service)]
    if not people:
        raise NotFound("account", "demonstration", ": this database was made without cases to look at")
    return open_accounts(service, people, now)


def demonstration_people(service: Service) -> Sequence[DemonstrationPerson]:
    """The invented people who can sign in, by role."""
    known = (
        select(person.c.no, person.c.name, role_grant.c.role, organisation.c.name.label("organisation"))
        .join(account, account.c.person_no == person.c.no)
        .join(role_grant, role_grant.c.person_no == person.c.no)
        .join(organisation, organisation.c.code == role_grant.c.organisation_code)
        .where(account.c.demonstration, role_grant.c.ended_at.is_(None))
        .order_by(role_grant.c.role, person.c.no)
    )
    with service.store.reading() as connection:
        return [
            DemonstrationPerson(row.no, row.name, str(row.role), row.organisation)
            for row in connection.execute(known)
        ]


def _require_invented(connection: Connection, person_no: str) -> None:
    require_person(connection, person_no)
    own = select(account.c.demonstration).where(
        account.c.person_no == person_no, account.c.password.is_not(None)
    )
    if connection.execute(own).scalar_one_or_none() is False:
        raise BadInput(f"{person_no} has an account that is no demonstration's; leave it out")


def _speakable(entropy: Entropy) -> str:
    """48 bits as syllables (proquints), such as lusab-babad-gutih: quick to type, and hard enough to guess here."""
    bits = int(entropy.salt()[:12], 16)
    return "-".join(_quint(bits >> shift & 0xFFFF) for shift in (32, 16, 0))


def _quint(number: int) -> str:
    consonants, vowels = "bdfghjklmnprstvz", "aiou"
    places = ((consonants, 12), (vowels, 10), (consonants, 6), (vowels, 4), (consonants, 0))
    return "".join(letters[number >> shift & len(letters) - 1] for letters, shift in places)
