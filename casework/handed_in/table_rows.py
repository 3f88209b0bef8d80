"""Drafts and revisions of tables, as the database has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from casework.record.chain import digest
from casework.storage.prepared import Prepared, inserting
from models.tables import case_table, table_draft
from models.types import canonical_json

__all__ = [
    "Draft",
    "Handed",
    "Rows",
    "digest_of",
    "drafts_of",
    "drop_draft",
    "handed_of",
    "put_draft",
    "put_handed",
]

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A table as it was typed; the columns of `table_draft` say what each means."""

    table_id: str
    rows: Rows
    as_of: str
    offer: dict[str, Any] | None
    version: int
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A table as it was handed in; the columns of `case_table` say what each means."""

    table_id: str
    revision: int
    rows: Rows
    as_of: str
    digest: str
    stage: str
    seq: int
    by_person: str
    at: datetime


_DRAFTS = Prepared(
    select(*(table_draft.c[name] for name in Draft.__slots__)).where(
        table_draft.c.case_no == bindparam("case_no")
    )
)
_HANDED = Prepared(
    select(*(case_table.c[name] for name in Handed.__slots__))
    .where(case_table.c.case_no == bindparam("case_no"))
    .order_by(case_table.c.table_id, case_table.c.revision)
)
_NEW_DRAFT, _NEW_HANDED = inserting(table_draft), inserting(case_table)


def digest_of(table_id: str, rows: Iterable[dict[str, str]], as_of: str) -> str:
    """SHA-256 over the canonical JSON of a table, hexadecimal."""
    return digest(canonical_json({"table": table_id, "as_of": as_of, "rows": list(rows)}))


def drafts_of(connection: Connection, case_no: str) -> dict[str, Draft]:
    """The drafts of a case, by table."""
    return {row.table_id: Draft(*row) for row in _DRAFTS.rows(connection, case_no=case_no)}


def handed_of(connection: Connection, case_no: str) -> dict[str, list[Handed]]:
    """Every revision of the tables of a case, by table, the last one last."""
    found: dict[str, list[Handed]] = {}
    for row in _HANDED.rows(connection, case_no=case_no):
        found.setdefault(row.table_id, []).append(Handed(*row))
    return found


def put_draft(connection: Connection, case_no: str, draft: Draft, before: int) -> bool:
    """Write a draft over the version ``before`` (0 for none); False where somebody else saved it in the meantime."""
    values = {name: getattr(draft, name) for name in Draft.__slots__}
    if before == 0:
        if draft.table_id in drafts_of(connection, case_no):
            return False
        _NEW_DRAFT.run(connection, case_no=case_no, **values)
        return True
    this = (
        table_draft.c.case_no == case_no,
        table_draft.c.table_id == draft.table_id,
        table_draft.c.version == before,
    )
    return connection.execute(update(table_draft).where(*this).values(values)).rowcount == 1


def drop_draft(connection: Connection, case_no: str, table_id: str, version: int) -> bool:
    """Delete a draft of this version; False where it is another one by now."""
    this = (
        table_draft.c.case_no == case_no,
        table_draft.c.table_id == table_id,
        table_draft.c.version == version,
    )
    return connection.execute(delete(table_draft).where(*this)).rowcount == 1


def put_handed(connection: Connection, case_no: str, handed: Handed) -> None:
    """Write a revision of a table."""
    _NEW_HANDED.run(connection, case_no=case_no, **{name: getattr(handed, name) for name in Handed.__slots__})
