"""Contacts that letters do not reach: whose they are, what the mail server said, and who sees to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.duties import list_tasks
from casework.views.rows import chunks
from models.tables import organisation, person

__all__ = ["ContactLine", "contacts_to_fix"]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact to fix: whom letters do not reach (a person's number or `org:CODE`) and why, as the open task says.

    ``sees_to_it`` is the organisation whose task it is, empty where the administrators have it.
    """

    task_no: str
    who: str
    name: str
    organisation: str
    email: str
    template: str
    why: str
    subject: str
    sees_to_it: str
    opened_at: datetime


def contacts_to_fix(
    service: Service, *, sight: Sight = EVERYTHING, limit: int | None = None
) -> tuple[ContactLine, ...]:
    """The contacts that letters do not reach, in the order this was noticed, with names instead of numbers."""
    found = list_tasks(service, kind="undelivered_letter", sight=sight, limit=limit)
    whom = [each.rule for each in found]
    with service.store.reading() as connection:
        contacts = _contacts(connection, whom)
    nobody = ("", "", "")
    return tuple(
        ContactLine(
            each.no, each.rule, *contacts.get(each.rule, nobody), str(each.facts.get("template", "")),
            str(each.facts.get("why", "")), each.subject, each.organisation, each.opened_at,
        )
        for each in found
    )  # fmt: skip


def _contacts(connection: Connection, whom: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """By recipient the name, the organisation it belongs to, and the address that is known."""
    found: dict[str, tuple[str, str, str]] = {}
    for piece in chunks(sorted(set(whom))):
        people = select(person.c.no, person.c.name, organisation.c.name, person.c.email).join(
            organisation, organisation.c.code == person.c.organisation_code
        )
        for no, *contact in connection.execute(people.where(person.c.no.in_(piece))):
            found[no] = tuple(contact)
        codes = [each.removeprefix("org:") for each in piece if each.startswith("org:")]
        known = select(organisation.c.code, organisation.c.name, organisation.c.name, organisation.c.email)
        for code, *contact in connection.execute(known.where(organisation.c.code.in_(codes))):
            found[f"org:{code}"] = tuple(contact)
    return found
