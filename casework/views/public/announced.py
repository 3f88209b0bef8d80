"""Sanctions that the rules say are announced to the public, as long as they are in force."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from casework.service import Service
from casework.views.rows import filled
from models.tables import case_file, object, organisation, programme, sanction

__all__ = ["Announced", "list_announced"]


@dataclass(frozen=True, slots=True)
class Announced:
    """A sanction in public: whom it keeps out of which programme, why, since and until when (None: no end)."""

    no: str
    programme: str
    programme_name: str
    party: str
    cause: str
    found_on: date
    from_on: date
    until_on: date | None


_ROWS = (
    select(
        sanction, programme.c.name.label("programme_name"), case_file.c.definition_digest,
        func.coalesce(organisation.c.name, object.c.name, "").label("called"),
    )
    .join(programme, programme.c.id == sanction.c.programme)
    .join(case_file, case_file.c.no == sanction.c.case_no)
    .outerjoin(object, and_(sanction.c.party_role == "object", object.c.no == sanction.c.party))
    .outerjoin(
        organisation, and_(sanction.c.party_role != "object", organisation.c.code == sanction.c.party)
    )
    .where(sanction.c.announced)
)  # fmt: skip


def list_announced(
    service: Service, today: date, *, programme: str = "", limit: int | None = None, skip: int = 0
) -> tuple[Announced, ...]:
    """The announced sanctions that are not over on a day, the newest first."""
    known = _ROWS.where(or_(sanction.c.until_on.is_(None), sanction.c.until_on >= today))
    known = known.where(sanction.c.programme == programme) if programme else known
    known = known.order_by(sanction.c.found_on.desc(), sanction.c.no.desc()).limit(limit).offset(skip)
    with service.store.reading() as connection:
        return tuple(_row(service, connection, row) for row in connection.execute(known).all())


def _row(service: Service, connection: Connection, row: Any) -> Announced:
    rules = service.definition(connection, row.definition_digest).programme.sanctions
    cause = next((each.cause for each in rules if each.id == row.cause), row.cause)
    return filled(Announced, row, party=row.called, cause=cause)
