"""Tasks that no stage asks of anyone, and sanctions in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from casework.service import Service
from models.tables import role_grant, sanction, task

__all__ = ["SanctionRow", "TaskRow", "list_sanctions", "list_tasks"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task (待办): what is to be done about which subject, and for whom it is."""

    no: str
    kind: str
    subject: str
    rule: str
    body: str
    organisation_code: str | None
    person_no: str | None
    facts: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SanctionRow:
    """A sanction (惩戒): which party is kept out of which programme, why, and until when."""

    no: str
    programme: str
    cause: str
    case_no: str
    party_role: str
    party: str
    found_on: date
    from_on: date
    until_on: date | None
    announced: bool
    flagged: bool


def list_tasks(service: Service, *, closed: bool = False, person: str = "") -> tuple[TaskRow, ...]:
    """The open tasks in the order they were opened; with ``closed`` the closed ones too.

    ``person`` leaves those that are this person's to do: handed to that person, or handed to nobody yet and for a role
    that the person has, at the organisation they are for where they are for one. Administrators see all of them.
    """
    known = select(*(task.c[name] for name in TaskRow.__slots__)).order_by(task.c.no)
    known = known if closed else known.where(task.c.closed_at.is_(None))
    known = known.where(_for(person)) if person else known
    with service.store.reading() as connection:
        return tuple(TaskRow(*row) for row in connection.execute(known))


def _for(person: str) -> ColumnElement[bool]:
    there = role_grant.c.organisation_code == task.c.organisation_code
    fitting = and_(role_grant.c.role == task.c.body, or_(task.c.organisation_code.is_(None), there))
    mine = select(role_grant.c.role).where(
        role_grant.c.person_no == person, role_grant.c.ended_at.is_(None),
        or_(fitting, role_grant.c.role == "administrator"),
    )  # fmt: skip
    return or_(task.c.person_no == person, and_(task.c.person_no.is_(None), mine.exists()))


def list_sanctions(
    service: Service, *, programme: str = "", party: str = "", on: date | None = None
) -> tuple[SanctionRow, ...]:
    """The sanctions of one or all programmes and parties; ``on`` leaves those in force that day."""
    known = select(*(sanction.c[name] for name in SanctionRow.__slots__)).order_by(sanction.c.no)
    known = known.where(sanction.c.programme == programme) if programme else known
    known = known.where(sanction.c.party == party) if party else known
    if on is not None:
        known = known.where(
            sanction.c.from_on <= on, sanction.c.until_on.is_(None) | (sanction.c.until_on >= on)
        )
    with service.store.reading() as connection:
        return tuple(SanctionRow(*row) for row in connection.execute(known))
