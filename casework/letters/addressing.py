"""To whom a letter goes: one person, the fitting people of an organisation or its own address, or the witness."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from casework.record.seals import WITNESS
from casework.rights.standing_in import LENT, stand_ins
from casework.storage.prepared import Prepared
from models.tables import organisation, person, role_grant
from notifications.addresses import checked
from notifications.errors import BadAddress

__all__ = ["Addressee", "addressees", "organisation_row"]

_PERSON = Prepared(select(person).where(person.c.no == bindparam("no")))
_ORGANISATION = Prepared(select(organisation).where(organisation.c.code == bindparam("code")))
_PEOPLE = Prepared(
    select(person.c.no, person.c.name, person.c.email, person.c.language, person.c.active, role_grant.c.role)
    .join(role_grant, role_grant.c.person_no == person.c.no)
    .where(role_grant.c.organisation_code == bindparam("code"), role_grant.c.ended_at.is_(None))
    .order_by(person.c.no)
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be written to. ``no`` is a person's number, or the letter's recipient itself."""

    no: str
    name: str
    address: str
    language: str


def addressees(
    connection: Connection, recipient: str, role: str | None, today: date, witness: str
) -> tuple[list[Addressee], str]:
    """Those a letter goes to; and where there is nobody, why.

    An organisation is its active people who have the role that the letter asks for; where none of them has an address,
    its own address stands for them. Who is absent ``today`` is written to by way of the stand-in.
    """
    if recipient == WITNESS:
        return _known([Addressee(recipient, "", witness, "zh")], "")
    if recipient.startswith("org:"):
        return _of_organisation(connection, recipient, role, today)
    found = _PERSON.first(connection, no=recipient)
    if found is None or not found.active:
        return [], f"{recipient} is nobody who may be written to"
    return _known(
        [Addressee(found.no, found.name, found.email, found.language)], f"{recipient} has no address"
    )


def _of_organisation(
    connection: Connection, recipient: str, role: str | None, today: date
) -> tuple[list[Addressee], str]:
    code = recipient.removeprefix("org:")
    absent = stand_ins(connection, today)
    fitting = [each for each in _PEOPLE.rows(connection, code=code) if role in (None, each.role)]
    known = [
        _PERSON.first(connection, no=absent[each.no]) if each.no in absent and each.role in LENT else each
        for each in fitting
    ]
    people = {
        each.no: Addressee(each.no, each.name, each.email, each.language) for each in known if each.active
    }
    found, why = _known(list(people.values()), "")
    if found:
        return found, ""
    whole = organisation_row(connection, code)
    if whole is None:
        return [], f"there is no organisation {code}"
    own, own_why = _known([Addressee(recipient, whole.name, whole.email, "zh")], "")
    nobody = f"{code} has no active {role or 'person'} with an address, and none of its own"
    return own, "; ".join(each for each in (why, own_why, nobody) if each)


def organisation_row(connection: Connection, code: str) -> Any:
    """The row of an organisation, None where there is none."""
    return _ORGANISATION.first(connection, code=code)


def _known(people: list[Addressee], why: str) -> tuple[list[Addressee], str]:
    """Those of them whose address is one."""
    found, faults = [], []
    for each in people:
        if not each.address:
            continue
        try:
            found.append(Addressee(each.no, each.name, checked(each.address), each.language))
        except BadAddress as error:
            faults.append(f"{each.no}: {error}")
    return found, "; ".join([*faults, *([why] if why and not found else [])])
