"""Tables of a case: a draft while it is filled in, and each revision that was handed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint

from models.base import Base, column
from models.types import Json, UtcDateTime

__all__ = ["CaseTable", "TableDraft"]


class TableDraft(Base, table=True):
    """A table that somebody fills in, as it was typed, faults and all; it is gone once it is handed in."""

    __tablename__ = "table_draft"
    __table_args__ = (CheckConstraint("version >= 1", name="version_from_one"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    table_id: str = column("id of the table in the definition", key=True)
    rows: list[dict[str, str]] = column("the rows from the first: column id to text, as it was typed", Json)
    as_of: str = column("the day that the figures count up to, as it was typed; empty for none", default="")
    offer: dict[str, Any] | None = column(
        "what was read out of a file and waits to be taken: name, sheet, rows, as_of, told; NULL for nothing",
        Json,
        default=None,
    )
    version: int = column("how often it was saved; whoever saves must name the version it rests on")
    saved_by: str = column("who saved it last", to="person.no")
    saved_at: datetime = column("when", UtcDateTime)


class CaseTable(Base, table=True):
    """A table as it was handed in, in one revision; the history entry of that action names its digest."""

    __tablename__ = "case_table"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_from_one"),
        CheckConstraint("length(digest) = 64", name="digest_length"),
    )

    case_no: str = column("the case", key=True, to="case_file.no")
    table_id: str = column("id of the table in the definition", key=True)
    revision: int = column("from 1; handing it in again adds one", key=True)
    rows: list[dict[str, str]] = column(
        "the rows from the first: column id to value, numbers in the unit of the definition", Json
    )
    as_of: str = column("the day that the figures count up to, ISO 8601; empty for none", default="")
    digest: str = column("SHA-256 over the canonical JSON of table, as_of and rows, hexadecimal")
    stage: str = column("id of the stage it was handed in at")
    seq: int = column("number of the history entry that handed it in")
    by_person: str = column("who handed it in", to="person.no")
    at: datetime = column("when", UtcDateTime)
