"""Tasks that no stage asks of anyone, and sanctions in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from casework.rights.sight import EVERYTHING, Sight
from casework.rights.standing_in import LENT
from casework.service import Service
from casework.views.addressees import called
from casework.views.rows import filled
from casework.views.seen import seen
from models.tables import role_grant, sanction, task

__all__ = ["SanctionRow", "TaskRow", "list_sanctions", "list_tasks"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task (待办): what is to be done about which subject, and for whom it is.

    ``organisation`` and ``person`` are the names of those it is for, empty for none.
    """

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
    organisation: str = ""
    person: str = ""


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


def list_tasks(
    service: Service, *, closed: bool = False, person: str = "", absent: Sequence[str] = (), kind: str = "",
    sight: Sight = EVERYTHING, limit: int | None = None,
) -> tuple[TaskRow, ...]:  # fmt: skip
    """The open tasks in the order they were opened; with ``closed`` the closed ones too.

    Of one ``kind`` only, and about what may be seen, where asked.

    ``person`` leaves those that are this person's to do: handed to that person, or handed to nobody yet and for a role
    that the person has, at the organisation they are for where they are for one. Administrators see all of them. Those
    of ``absent`` officers, for whom the person stands in, are among them; what only administrators may do is not lent.
    """
    known = select(task).where(seen(task.c.subject, sight)).order_by(task.c.no).limit(limit)
    known = known.where(task.c.kind == kind) if kind else known
    known = known if closed else known.where(task.c.closed_at.is_(None))
    if person:
        known = known.where(or_(_for(person), *(_for(each, lent=True) for each in absent)))
    with service.store.reading() as connection:
        rows = connection.execute(known).all()
        codes = (f"org:{row.organisation_code}" for row in rows if row.organisation_code)
        names = called(connection, (*codes, *(row.person_no for row in rows)))
    return tuple(
        filled(
            TaskRow, row, organisation=names.get(f"org:{row.organisation_code}", ""),
            person=names.get(row.person_no, ""),
        )
        for row in rows
    )  # fmt: skip


def _for(person: str, *, lent: bool = False) -> ColumnElement[bool]:
    """Whether a task is a person's to do; ``lent``: by the duties of an office alone, which others may take over."""
    there = role_grant.c.organisation_code == task.c.organisation_code
    fitting = and_(role_grant.c.role == task.c.body, or_(task.c.organisation_code.is_(None), there))
    may = (
        and_(fitting, role_grant.c.role.in_(LENT))
        if lent
        else or_(fitting, role_grant.c.role == "administrator")
    )
    mine = select(role_grant.c.role).where(
        role_grant.c.person_no == person, role_grant.c.ended_at.is_(None), may
    )
    return or_(task.c.person_no == person, and_(task.c.person_no.is_(None), mine.exists()))


def list_sanctions(
    service: Service, *, programme: str = "", party: str = "", case_no: str = "", on: date | None = None
) -> tuple[SanctionRow, ...]:
    """The sanctions of one or all programmes and parties, or those that follow from one case.

    ``on`` leaves those in force that day.
    """
    known = select(*(sanction.c[name] for name in SanctionRow.__slots__)).order_by(sanction.c.no)
    known = known.where(sanction.c.programme == programme) if programme else known
    known = known.where(sanction.c.party == party) if party else known
    known = known.where(sanction.c.case_no == case_no) if case_no else known
    if on is not None:
        known = known.where(
            sanction.c.from_on <= on, sanction.c.until_on.is_(None) | (sanction.c.until_on >= on)
        )
    with service.store.reading() as connection:
        return tuple(SanctionRow(*row) for row in connection.execute(known))
