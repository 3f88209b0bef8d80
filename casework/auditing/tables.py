"""Tables that were handed in: each is the one whose digest its history entry names, and each that is named is there."""

import json

from sqlalchemy import Connection, literal, select

from casework.auditing.report import Notes
from casework.handed_in.table_rows import digest_of
from models.tables import case_table, history

__all__ = ["check_tables"]

NAMED = '"tables":{'  # in the payload of an entry that hands tables in


def check_tables(connection: Connection, notes: Notes, case_no: str = "") -> None:
    """Note every table that was changed, added or lost since it was handed in, of one case or of all."""
    _check_rows(connection, notes, case_no)
    _check_entries(connection, notes, case_no)


def _check_rows(connection: Connection, notes: Notes, case_no: str) -> None:
    """What is there is what the entry of its number names."""
    entry = (history.c.subject == literal("case:") + case_table.c.case_no) & (
        history.c.seq == case_table.c.seq
    )
    known = select(case_table, history.c.payload).outerjoin(history, entry)
    for row in connection.execute(
        known.where(case_table.c.case_no == case_no) if case_no else known
    ).yield_per(50):
        notes.count("tables")
        where = f"table {row.table_id} of case {row.case_no}, revision {row.revision}"
        said = json.loads(row.payload or "{}").get("tables", {}).get(row.table_id, {})
        if (said.get("revision"), said.get("digest")) != (row.revision, row.digest):
            notes.fault("table", where, "no entry of the history handed it in")
        elif digest_of(row.table_id, row.rows, row.as_of) != row.digest:
            notes.fault("table", where, "its rows were changed")


def _check_entries(connection: Connection, notes: Notes, case_no: str) -> None:
    """What an entry names is there."""
    entries = select(history.c.subject, history.c.payload).where(
        history.c.payload.contains(NAMED, autoescape=True),
        history.c.subject == f"case:{case_no}" if case_no else history.c.subject.startswith("case:"),
    )
    for entry in connection.execute(entries).yield_per(200):
        for table, said in json.loads(entry.payload).get("tables", {}).items():
            this = (
                case_table.c.case_no == entry.subject[5:], case_table.c.table_id == table,
                case_table.c.revision == said["revision"],
            )  # fmt: skip
            if connection.execute(select(case_table.c.seq).where(*this)).first() is None:
                where = f"table {table} of {entry.subject}, revision {said['revision']}"
                notes.fault("table", where, "it was handed in, and is gone")
