"""Whose accounts these are: people that are there, administrators, and who needs a second factor."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from casework.refused import NotFound
from models.person import Role
from models.tables import person, role_grant
from statemachines.refusals import NotYours

__all__ = ["is_administrator", "needs_code", "require_administrator", "require_person"]

WITH_CODE = frozenset({Role.OFFICER, Role.APPROVER, Role.ADMINISTRATOR})  # who decides over others


def needs_code(roles: frozenset[str]) -> bool:
    """Whether somebody with these roles may act only with a second factor."""
    return not WITH_CODE.isdisjoint(roles)


def require_person(connection: Connection, person_no: str) -> Mapping[str, Any]:
    """A person's row; raises NotFound."""
    row = connection.execute(select(person).where(person.c.no == person_no)).mappings().one_or_none()
    if row is None:
        raise NotFound("person", person_no)
    return dict(row)


def is_administrator(connection: Connection, person_no: str) -> bool:
    """Whether a person administers, and is active."""
    known = (
        select(person.c.no)
        .join(role_grant, role_grant.c.person_no == person.c.no)
        .where(
            person.c.no == person_no, person.c.active, role_grant.c.role == Role.ADMINISTRATOR,
            role_grant.c.ended_at.is_(None),
        )
    )  # fmt: skip
    return connection.execute(known).first() is not None


def require_administrator(connection: Connection, by: str, action: str, subject: str) -> None:
    """Raise NotYours unless ``by`` administers, and NotFound where there is no such person."""
    require_person(connection, by)
    if not is_administrator(connection, by):
        reason = "只有系统管理员可以 / only an administrator may"
        raise NotYours(action, subject, "", reason, ())
