"""Which organisation stands behind a body or a party, and as whom a person may act on a subject."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from casework.prepared import Prepared
from casework.refused import NotFound
from casework.steps import Row
from models.tables import mandate, person, role_grant
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.subject import Actor

__all__ = ["CLOCK_ACTOR", "PUBLIC_ACTOR", "actor_on", "grants_of", "organisation_of", "roles_on", "within"]

CLOCK_ACTOR = Actor("clock", frozenset({"clock"}))
PUBLIC_ACTOR = Actor("public", frozenset({"public"}))

_MANDATED = Prepared(
    select(mandate.c.organisation_code, mandate.c.region).where(
        mandate.c.programme == bindparam("programme"), mandate.c.body == bindparam("body")
    )
)
_GRANTS = Prepared(
    select(
        role_grant.c.role, role_grant.c.organisation_code, mandate.c.body, mandate.c.region, person.c.active
    )
    .select_from(person)
    .outerjoin(role_grant, (role_grant.c.person_no == person.c.no) & role_grant.c.ended_at.is_(None))
    .outerjoin(
        mandate,
        (mandate.c.organisation_code == role_grant.c.organisation_code)
        & (mandate.c.programme == bindparam("programme")),
    )
    .where(person.c.no == bindparam("person"))
)


def organisation_of(connection: Connection, programme: Programme[Stage], role: str, row: Row) -> str | None:
    """The code of the organisation that is this party of a case, or acts as this body for its region.

    ``row`` is the case's row (or a row with ``region`` alone, for bodies). None where nobody does.
    """
    party = programme.parties.get(role)
    if party is not None:
        return row.get(
            {"applicant": "applicant_code", "operator": "operator_code", "object": "object_no"}[party.is_]
        )
    found = [
        (len(each.region), each.organisation_code)
        for each in _MANDATED.rows(connection, programme=programme.programme, body=role)
        if within(row, each.region)
    ]
    return max(found)[1] if found else None


def within(row: Row, prefix: str) -> bool:
    """Say whether a mandate for the regions of this prefix covers a subject; lists and rounds lie in no region."""
    region = row.get("region")
    return region is None or region.startswith(prefix)


def actor_on(
    connection: Connection, programme: Programme[Stage], person_no: str, row: Row, system_user: str = ""
) -> Actor:
    """As whom a person may act on a subject: roles at organisations, weighed against region and parties.

    Raises NotFound where there is no such person.
    """
    if person_no in ("clock", "public"):
        return CLOCK_ACTOR if person_no == "clock" else PUBLIC_ACTOR
    grants = grants_of(connection, programme.programme, person_no)
    return Actor(person_no, roles_on(programme, grants, row), system_user)


def grants_of(connection: Connection, programme_id: str, person_no: str) -> Sequence[Any]:
    """What was granted to a person, with the mandates of the organisations in a programme.

    Raises NotFound where there is no such person.
    """
    grants = _GRANTS.rows(connection, person=person_no, programme=programme_id)
    if not grants:
        raise NotFound("person", person_no, "; `--as` names the number of a person")
    return grants


def roles_on(programme: Programme[Stage], grants: Sequence[Any], row: Row) -> frozenset[str]:
    """The roles that somebody with these grants has on one subject."""
    return frozenset(role for grant in grants if grant.active for role in _roles(programme, grant, row))


def _roles(programme: Programme[Stage], grant: Any, row: Row) -> Iterator[str]:
    for key, party in programme.parties.items():
        mine = row.get({"applicant": "applicant_code", "operator": "operator_code"}.get(party.is_, ""))
        if grant.role == "applicant" and mine is not None and grant.organisation_code == mine:
            yield key
    body = programme.bodies.get(grant.body)
    if body is not None and body.role == grant.role and within(row, grant.region):
        yield grant.body
