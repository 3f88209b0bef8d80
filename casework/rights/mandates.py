"""Which organisation stands behind a body or a party, and as whom a person may act on a subject."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, literal, or_, select

from casework.refused import NotFound
from casework.rights.joint import partners
from casework.rights.standing_in import IN_FORCE, LENT
from casework.steps import Row
from casework.storage.prepared import Prepared
from models.tables import hand_over, mandate, person, role_grant
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.subject import Actor

__all__ = [
    "CLOCK_ACTOR", "PUBLIC_ACTOR", "acting_for", "actor_on", "grants_of", "organisation_of", "organisations_of",
    "provider_of", "regions_of", "roles_on", "within",
]  # fmt: skip

COLUMNS = {"applicant": "applicant_code", "operator": "operator_code", "object": "object_no"}
CLOCK_ACTOR = Actor("clock", frozenset({"clock"}))
PUBLIC_ACTOR = Actor("public", frozenset({"public"}))

_MANDATED = Prepared(
    select(mandate.c.organisation_code, mandate.c.region).where(
        mandate.c.programme == bindparam("programme"), mandate.c.body == bindparam("body")
    )
)
_MANDATE = (mandate.c.organisation_code == role_grant.c.organisation_code) & (
    mandate.c.programme == bindparam("programme")
)
_OWN = (
    select(
        role_grant.c.role, role_grant.c.organisation_code, mandate.c.body, mandate.c.region, person.c.active,
        literal("").label("handed_by"),
    )
    .select_from(person)
    .outerjoin(role_grant, (role_grant.c.person_no == person.c.no) & role_grant.c.ended_at.is_(None))
    .outerjoin(mandate, _MANDATE)
    .where(person.c.no == bindparam("person"))
)  # fmt: skip
_LENT = (
    select(
        role_grant.c.role, role_grant.c.organisation_code, mandate.c.body, mandate.c.region, person.c.active,
        hand_over.c.person_no,
    )
    .select_from(hand_over)
    .join(person, person.c.no == hand_over.c.stand_in_no)
    .join(role_grant, (role_grant.c.person_no == hand_over.c.person_no) & role_grant.c.ended_at.is_(None))
    .outerjoin(mandate, _MANDATE)
    .where(
        *IN_FORCE, person.c.active, hand_over.c.stand_in_no == bindparam("person"),
        or_(*(role_grant.c.role == each for each in LENT)),
    )
)  # fmt: skip
_GRANTS = Prepared(_OWN.union_all(_LENT))


def organisation_of(connection: Connection, programme: Programme[Stage], role: str, row: Row) -> str | None:
    """The code of the organisation that is this party of a case, or acts as this body for its region.

    ``row`` is the case's row (or a row with ``region`` alone, for bodies). None where nobody does.
    """
    return next(iter(organisations_of(connection, programme, role, row)), None)


def organisations_of(
    connection: Connection, programme: Programme[Stage], role: str, row: Row
) -> dict[str, str | None]:
    """The codes of all organisations that are this party, or act as this body, with the region each does it for.

    More than one only in a joint application: the joint applicants, or a body in the region of every applicant, that
    of the lead applicant first.
    """
    party = programme.parties.get(role)
    if party is not None and party.is_ == "joint":
        return {each.code: each.region for each in partners(row) if each.role == role}
    if party is not None:
        code = row.get(COLUMNS[party.is_])
        return {code: row.get("region")} if code else {}
    body = programme.body_of(role, row.get("facts") or {})
    mandates = _MANDATED.rows(connection, programme=programme.programme, body=body)
    found: dict[str, str | None] = {}
    for region in regions_of(row):
        covering = [(len(m.region), m.organisation_code) for m in mandates if _covers(m.region, region)]
        if covering:
            found.setdefault(max(covering)[1], region)
    return found


def acting_for(
    connection: Connection, programme: Programme[Stage], role: str, row: Row, person_no: str, today: date
) -> dict[str, str | None]:
    """Those of the organisations of a role that a person acts for on a day, with their regions."""
    body = programme.bodies.get(programme.body_of(role, row.get("facts") or {}))
    wanted = body.role if body else "applicant"
    grants = grants_of(connection, programme.programme, person_no, today)
    mine = {grant.organisation_code for grant in grants if grant.active and grant.role == wanted}
    every = organisations_of(connection, programme, role, row)
    return {code: region for code, region in every.items() if code in mine}


def provider_of(
    connection: Connection, programme: Programme[Stage], role: str, row: Row, person_no: str, today: date
) -> str | None:
    """The organisation that a paper of this role comes from; in a joint case the one that the person acts for."""
    if partners(row):
        mine = acting_for(connection, programme, role, row, person_no, today)
        if mine:
            return next(iter(mine))
    return organisation_of(connection, programme, role, row)


def regions_of(row: Row) -> list[str | None]:
    """The regions a subject lies in: those of all who apply; None for what lies in no region, as lists and rounds."""
    return [row.get("region"), *(each.region for each in partners(row))]


def within(row: Row, prefix: str) -> bool:
    """Say whether a mandate for the regions of this prefix covers a subject, or a part of it."""
    return any(_covers(prefix, region) for region in regions_of(row))


def _covers(prefix: str, region: str | None) -> bool:
    return region is None or region.startswith(prefix)


def actor_on(
    connection: Connection,
    programme: Programme[Stage],
    person_no: str,
    row: Row,
    today: date,
    system_user: str = "",
) -> Actor:
    """As whom a person may act on a subject: roles at organisations, weighed against region and parties.

    Raises NotFound where there is no such person.
    """
    if person_no in ("clock", "public"):
        return CLOCK_ACTOR if person_no == "clock" else PUBLIC_ACTOR
    grants = grants_of(connection, programme.programme, person_no, today)
    return Actor(person_no, roles_on(programme, grants, row), system_user, _stands_in(programme, grants, row))


def _stands_in(programme: Programme[Stage], grants: Sequence[Any], row: Row) -> dict[str, str]:
    """By role that somebody with these grants has only by a hand-over, whose it is."""
    lent = sorted((grant for grant in grants if grant.handed_by), key=lambda each: str(each.handed_by))
    if not lent:
        return {}
    own = roles_on(programme, [grant for grant in grants if not grant.handed_by], row)
    return {role: each.handed_by for each in lent for role in _roles(programme, each, row) if role not in own}


def grants_of(connection: Connection, programme_id: str, person_no: str, today: date) -> Sequence[Any]:
    """What was granted to a person, with the mandates of the organisations in a programme, and what was handed over.

    ``handed_by`` names the officer for whom the person stands in on the day, and is empty for what is the person's own.

    Raises NotFound where there is no such person.
    """
    grants = _GRANTS.rows(connection, person=person_no, programme=programme_id, today=today)
    if not grants:
        raise NotFound("person", person_no, "; `--as` names the number of a person")
    return grants


def roles_on(programme: Programme[Stage], grants: Sequence[Any], row: Row) -> frozenset[str]:
    """The roles that somebody with these grants has on one subject."""
    return frozenset(role for grant in grants if grant.active for role in _roles(programme, grant, row))


def _roles(programme: Programme[Stage], grant: Any, row: Row) -> Iterator[str]:
    for key, party in programme.parties.items():
        if grant.role == "applicant" and grant.organisation_code in _applicants(key, party.is_, row):
            yield key
    body = programme.bodies.get(grant.body)
    if body is not None and body.role == grant.role and within(row, grant.region):
        yield grant.body
        facts = row.get("facts") or {}
        yield from (key for key, each in programme.bodies.items() if each.in_case(facts) == grant.body)


def _applicants(key: str, kind: str, row: Row) -> Iterator[str]:
    """The codes of those who act for themselves as this party of a case."""
    if kind == "joint":
        yield from (each.code for each in partners(row) if each.role == key)
    elif kind != "object" and row.get(COLUMNS[kind]):
        yield row[COLUMNS[kind]]
