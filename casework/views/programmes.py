"""The programmes by name: for choosing one, where nothing needs to be counted."""

from dataclasses import dataclass

from sqlalchemy import select

from casework.service import Service
from casework.storage.prepared import Prepared
from models.tables import programme

__all__ = ["ProgrammeName", "names_of_programmes"]

_NAMES = Prepared(select(programme.c.id, programme.c.name).order_by(programme.c.id))


@dataclass(frozen=True, slots=True)
class ProgrammeName:
    """A programme: its id, and its name in Chinese."""

    id: str
    name: str


def names_of_programmes(service: Service) -> tuple[ProgrammeName, ...]:
    """Every programme, in the order of their ids."""
    with service.store.reading() as connection:
        return tuple(ProgrammeName(*row) for row in _NAMES.rows(connection))
