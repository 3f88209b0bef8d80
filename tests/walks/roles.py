"""Who may act as a role on a subject, among the people of a cast."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from casework.service import Service
from casework.views.standing import Standing
from models.tables import panel, panel_member
from statemachines.machine import PUBLIC
from tests.walks.cast import Cast

__all__ = ["officers", "people_of"]


def people_of(cast: Cast, service: Service, here: Standing, role: str) -> Iterator[str]:
    """Yield the people who may act as this role here: contacts of parties, officers of a body, experts drawn."""
    row, party = here.parties, cast.programme.parties.get(role)
    body = cast.programme.body_of(role, row.get("facts") or {})
    if role == PUBLIC:
        yield PUBLIC
    elif party is not None and party.is_ == "joint":
        yield from (cast.people.contacts[each.code] for each in row.get("partners", ()))
    elif party is not None:
        yield cast.people.contacts[row[f"{party.is_}_code"] or row["applicant_code"]]
    elif body in cast.programme.bodies:
        if cast.programme.bodies[body].role == "expert":
            yield from _drawn(service, row["no"])
        else:
            regions = [row.get("region") or "", *(each.region for each in row.get("partners", ()))]
            yield from officers(cast, body, regions)


def officers(cast: Cast, body: str, regions: list[str]) -> list[str]:
    """The officers of a body in these regions; those everywhere where it has none there."""
    offices = cast.people.offices[body]
    here = [each for each in offices if any(region.startswith(each.prefix) for region in regions)]
    return [person for each in here or offices for person in each.people]


def _drawn(service: Service, case_no: str) -> list[str]:
    members = select(panel_member.c.person_no).join(panel, panel.c.no == panel_member.c.panel_no)
    mine = members.where(panel.c.case_no == case_no, panel_member.c.state == "drawn")
    with service.store.reading() as connection:
        return list(connection.execute(mine.order_by(panel_member.c.place)).scalars())
