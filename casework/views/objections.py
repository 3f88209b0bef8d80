"""Objections to a case as officers see them: when each came, what became of it, and the files of evidence."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from casework.handed_in.upload_rows import Upload, uploads_of
from casework.service import Service
from casework.storage.prepared import Prepared
from models.tables import objection

__all__ = ["ObjectionLine", "objections_of"]

_OF_CASE = Prepared(
    select(objection)
    .where(objection.c.case_no == bindparam("case_no"))
    .order_by(func.length(objection.c.no), objection.c.no)
)


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
    with service.store.reading() as connection:
        rows = _OF_CASE.rows(connection, case_no=case_no)
        return tuple(
            ObjectionLine(
                row.no, row.received_at, str(row.state), row.conditions_met,
                tuple(uploads_of(connection, f"objection:{row.no}")),
            )
            for row in rows
        )  # fmt: skip
