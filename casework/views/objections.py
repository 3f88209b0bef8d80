"""Objections to a case as officers see them: when each came, what became of it, and the files of evidence."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from casework.handed_in.upload_rows import Upload, uploads_of
from casework.service import Service
from models.tables import objection

__all__ = ["ObjectionLine", "objections_of"]


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection: open, or settled with whether the conditions were found to be met still."""

    no: str
    received_at: datetime
    state: str
    conditions_met: bool | None
    files: tuple[Upload, ...]


def objections_of(service: Service, case_no: str) -> tuple[ObjectionLine, ...]:
    """The objections to a case, the first one first; none where nobody objected."""
    known = select(objection).where(objection.c.case_no == case_no)
    with service.store.reading() as connection:
        rows = connection.execute(known.order_by(func.length(objection.c.no), objection.c.no)).all()
        return tuple(
            ObjectionLine(
                row.no, row.received_at, str(row.state), row.conditions_met,
                tuple(uploads_of(connection, f"objection:{row.no}")),
            )
            for row in rows
        )  # fmt: skip
