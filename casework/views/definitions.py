"""A programme's definition for people: what it says, where from, and since when it is in use."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casework.refused import NotFound
from casework.service import Service
from models.tables import definition_text, programme
from statemachines.definition.sources import Sources, sources_text
from statemachines.loader import Loaded

__all__ = ["DefinitionInUse", "definition_in_use", "definitions_in_use"]


@dataclass(frozen=True, slots=True)
class DefinitionInUse:
    """The definition that new rounds and cases start under, its sources, its content hash, and when it was entered.

    ``earlier`` counts the definitions before it, under which older cases may still be open.
    """

    loaded: Loaded
    sources: Sources
    digest: str
    entered_at: datetime
    earlier: int


def definitions_in_use(service: Service) -> tuple[Loaded, ...]:
    """The definition of every programme, in the order of their ids."""
    known = select(programme.c.current_digest).order_by(programme.c.id)
    with service.store.reading() as connection:
        digests = connection.execute(known).scalars().all()
        return tuple(service.definition(connection, digest) for digest in digests)


def definition_in_use(service: Service, programme_id: str) -> DefinitionInUse:
    """The definition of a programme; raises NotFound."""
    known = (
        select(definition_text, programme.c.current_digest)
        .join(programme, programme.c.id == definition_text.c.programme)
        .where(definition_text.c.programme == programme_id)
    )
    with service.store.reading() as connection:
        rows = connection.execute(known).all()
        current = next((row for row in rows if row.digest == row.current_digest), None)
        if current is None:
            raise NotFound("programme", programme_id, "; `shenbao programme list` shows them")
        loaded = service.definition(connection, current.digest)
    sources = sources_text(current.sources, f"{programme_id}/sources.yaml")
    return DefinitionInUse(loaded, sources, current.digest, current.loaded_at, len(rows) - 1)
