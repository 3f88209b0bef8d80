"""What administrators looked at. Who sees everything is seen as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casework.service import Service
from casework.storage.prepared import inserting
from models.tables import look as look_table

__all__ = ["Look", "look", "looks"]

_LOOK = inserting(look_table)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a page; ``subject`` is what it showed, empty for lists."""

    person_no: str
    at: datetime
    page: str
    subject: str


def look(service: Service, person_no: str, page: str, subject: str, now: datetime) -> None:
    """Record that a person looks at a page; nothing of it can be changed or deleted afterwards."""
    no = service.entropy.salt()
    with service.store.writing() as connection:
        _LOOK.run(connection, no=no, person_no=person_no, at=now, page=page, subject=subject)


def looks(
    service: Service, *, person_no: str = "", subject: str = "", limit: int | None = None
) -> Sequence[Look]:
    """What was looked at, the latest first; by one person, or at one subject, where these are given."""
    known = select(*(look_table.c[name] for name in Look.__slots__)).order_by(
        look_table.c.at.desc(), look_table.c.no
    )
    if person_no:
        known = known.where(look_table.c.person_no == person_no)
    if subject:
        known = known.where(look_table.c.subject == subject)
    with service.store.reading() as connection:
        return [Look(*row) for row in connection.execute(known.limit(limit))]
