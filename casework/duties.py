"""Tasks closed by people, in a commit of their own."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from casework.refused import NotFound
from casework.service import Service
from casework.tasks import close_task
from models.tables import person, role_grant, task
from statemachines.refusals import NotYours

__all__ = ["close"]


def close(service: Service, number: str, person_no: str, now: datetime) -> None:
    """Close an open task.

    Raises NotFound for an unknown person or where no such task is open, NotYours for somebody whom it is not for.
    """
    with service.store.writing() as connection:
        found = connection.execute(
            select(task).where(task.c.no == number, task.c.closed_at.is_(None))
        ).one_or_none()
        if found is None:
            raise NotFound("open task", number, "; `shenbao task list` shows them")
        if person_no != found.person_no and not _is_for(found, _roles(connection, person_no)):
            reason = f"只有 {found.body} 可以 / it is for the role {found.body}"
            raise NotYours("close_task", f"task:{number}", "open", reason, ())
        close_task(connection, number, person_no, now)


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
