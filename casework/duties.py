"""Tasks closed and assigned by people, in a commit of their own."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from calendars import day_of
from casework.record.register import enter_in_register
from casework.refused import BadInput, NotFound
from casework.rights.standing_in import LENT, stood_in_for
from casework.service import Service
from casework.tasks import close_task
from models.tables import person, role_grant, task
from statemachines.refusals import NotYours

__all__ = ["assign", "close"]


def close(service: Service, number: str, person_no: str, now: datetime) -> None:
    """Close an open task.

    Raises NotFound for an unknown person or where no such task is open, NotYours for somebody whom it is not for.
    """
    with service.store.writing() as connection:
        _own_task(connection, "close_task", number, person_no, now)
        close_task(connection, number, person_no, now)


def assign(service: Service, number: str, to: str, by: str, now: datetime) -> None:
    """Give an open task to a person, whoever had it before.

    Raises NotFound for an unknown person or where no such task is open, NotYours for somebody whom it is not for, and
    BadInput where ``to`` may not act.
    """
    with service.store.writing() as connection:
        found = _own_task(connection, "assign_task", number, by, now)
        active = connection.execute(select(person.c.active).where(person.c.no == to)).scalar_one_or_none()
        if active is None:
            raise NotFound("person", to)
        if not active:
            raise BadInput(f"{to} has left: name somebody who may act")
        said = {"task": number, "to": to, **({"from": found.person_no} if found.person_no else {})}
        enter_in_register(connection, "assign_task", "task_assigned", now, said, actor=by)
        connection.execute(update(task).where(task.c.no == number).values(person_no=to))


def _own_task(connection: Connection, action: str, number: str, person_no: str, now: datetime) -> Any:
    """An open task that a person, or one for whom that person stands in, has to do; raises NotFound and NotYours."""
    known = select(task).where(task.c.no == number, task.c.closed_at.is_(None))
    found = connection.execute(known).one_or_none()
    if found is None:
        raise NotFound("open task", number, "; `shenbao task list` shows them")
    absent = stood_in_for(connection, person_no, day_of(now))
    roles = _roles(connection, person_no)
    for each in absent:
        roles |= {(role, code) for role, code in _roles(connection, each) if role in LENT}
    if found.person_no not in (person_no, *absent) and not _is_for(found, roles):
        reason = f"只有 {found.body} 可以 / it is for the role {found.body}"
        raise NotYours(action, f"task:{number}", "open", reason, ())
    return found


def _is_for(found: Any, roles: set[tuple[str, str]]) -> bool:
    """Whether somebody with these roles has it to do; what is for one organisation the administrators may do too."""
    if found.organisation_code is None:
        return any(role == found.body for role, _ in roles)
    return (found.body, found.organisation_code) in roles or any(role == "administrator" for role, _ in roles)


def _roles(connection: Connection, person_no: str) -> set[tuple[str, str]]:
    known = (
        select(role_grant.c.role, role_grant.c.organisation_code, person.c.active)
        .select_from(person)
        .outerjoin(role_grant, (role_grant.c.person_no == person.c.no) & role_grant.c.ended_at.is_(None))
        .where(person.c.no == person_no)
    )
    rows = connection.execute(known).all()
    if not rows:
        raise NotFound("person", person_no, "; `--as` names the number of a person")
    return {(str(row.role), row.organisation_code) for row in rows if row.active and row.role}
