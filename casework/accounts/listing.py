"""Accounts as administrators see them: who can get in and how, and no secret of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from casework.accounts.rights import needs_code
from casework.accounts.sessions import IDLE
from casework.service import Service
from models.tables import account, account_link, account_session, person, role_grant

__all__ = ["AccountRow", "accounts"]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person and the way in; moments are None where there is nothing.

    ``code_due``: holds an office, has a password and no one-time code yet. ``sessions`` are those in force.
    """

    no: str
    name: str
    organisation_code: str
    active: bool
    roles: tuple[str, ...]
    password_at: datetime | None
    code_at: datetime | None
    code_due: bool
    demonstration: bool
    link_until: datetime | None
    sessions: int


def accounts(
    service: Service, now: datetime, *, person_no: str = "", q: str = "", after: str = "", limit: int | None = None
) -> Sequence[AccountRow]:  # fmt: skip
    """Everybody, by number, or one person alone. The number of queries does not grow with the number of people.

    ``q`` leaves those whose number or name contains it; ``after`` goes on behind a number, for ``limit`` people.
    """
    known = (
        select(
            person.c.no, person.c.name, person.c.organisation_code, person.c.active,
            account.c.password_at, account.c.code_at, account.c.demonstration,
        )
        .outerjoin(account, account.c.person_no == person.c.no)
        .where(person.c.no > after)
        .order_by(person.c.no)
        .limit(limit)
    )  # fmt: skip
    if person_no:
        known = known.where(person.c.no == person_no)
    if q:
        known = known.where(
            or_(*(each.icontains(q, autoescape=True) for each in (person.c.no, person.c.name)))
        )
    numbers = select(known.with_only_columns(person.c.no).subquery().c.no)
    with service.store.reading() as connection:
        roles = _roles(connection, numbers)
        links = _links(connection, numbers, now)
        sessions = _sessions(connection, numbers, now)
        return [
            AccountRow(
                row.no, row.name, row.organisation_code, row.active, tuple(sorted(roles.get(row.no, ()))),
                row.password_at, row.code_at, _due(row, roles.get(row.no, frozenset())), bool(row.demonstration),
                links.get(row.no), sessions.get(row.no, 0),
            )
            for row in connection.execute(known)
        ]  # fmt: skip


def _due(row: Any, roles: frozenset[str]) -> bool:
    return row.password_at is not None and row.code_at is None and not row.demonstration and needs_code(roles)


def _roles(connection: Connection, numbers: Select[Any]) -> dict[str, frozenset[str]]:
    held = role_grant.c.ended_at.is_(None), role_grant.c.person_no.in_(numbers)
    known = select(role_grant.c.person_no, role_grant.c.role).where(*held).distinct()
    found: dict[str, set[str]] = {}
    for row in connection.execute(known):
        found.setdefault(row.person_no, set()).add(str(row.role))
    return {no: frozenset(roles) for no, roles in found.items()}


def _links(connection: Connection, numbers: Select[Any], now: datetime) -> dict[str, datetime]:
    out = account_link.c.expires_at > now, account_link.c.person_no.in_(numbers)
    known = select(account_link.c.person_no, account_link.c.expires_at).where(*out)
    return {row.person_no: row.expires_at for row in connection.execute(known)}


def _sessions(connection: Connection, numbers: Select[Any], now: datetime) -> dict[str, int]:
    known = (
        select(account_session.c.person_no, func.count())
        .where(account_session.c.ends_at > now, account_session.c.seen_at > now - IDLE)
        .where(account_session.c.person_no.in_(numbers))
        .group_by(account_session.c.person_no)
    )
    return {row[0]: row[1] for row in connection.execute(known)}
