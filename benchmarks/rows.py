"""What a step leaves in the database, row by row: the floor is given these very rows to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Changes", "Dump", "by_case", "changes", "dump"]

Row = dict[str, Any]
Dump = dict[str, dict[tuple[Any, ...], Row]]


@dataclass
class Changes:
    """Rows that were added, and rows that were changed (as they were, as they are), by table."""

    added: dict[str, list[Row]] = field(default_factory=dict)
    changed: dict[str, list[tuple[Row, Row]]] = field(default_factory=dict)


def dump(raw: sqlite3.Connection) -> Dump:
    """Every row of every table by its key."""
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: dict(_rows(raw, name)) for name in names if name != "alembic_version"}


def _rows(raw: sqlite3.Connection, table: str) -> Iterator[tuple[tuple[Any, ...], Row]]:
    columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
    keys = [name for _, name in sorted((column[5], column[1]) for column in columns if column[5])]
    for values in raw.execute(f"SELECT * FROM {table}"):
        row = dict(zip((column[1] for column in columns), values, strict=True))
        yield tuple(row[name] for name in keys), row


def changes(before: Dump, after: Dump) -> Changes:
    """What happened between two dumps; nothing is ever deleted."""
    found = Changes()
    for table, rows in after.items():
        for key, row in rows.items():
            was = before[table].get(key)
            if was is None:
                found.added.setdefault(table, []).append(row)
            elif was != row:
                found.changed.setdefault(table, []).append((was, row))
    return found


def by_case(whole: Changes) -> dict[str, Changes]:
    """The changes apart by case, as `case:NO`; rows of no case (counters, seals, the register) stand under “”."""
    apart: dict[str, Changes] = {}
    for table, rows in whole.added.items():
        for row in rows:
            apart.setdefault(_whose(table, row), Changes()).added.setdefault(table, []).append(row)
    for table, pairs in whole.changed.items():
        for pair in pairs:
            apart.setdefault(_whose(table, pair[1]), Changes()).changed.setdefault(table, []).append(pair)
    return apart


def _whose(table: str, row: Row) -> str:
    if table == "case_file":
        return f"case:{row['no']}"
    if table == "name_tail":
        return f"case:{row['key']}"
    if "case_no" in row:
        return f"case:{row['case_no']}"
    if "panel_no" in row:
        return f"case:{str(row['panel_no']).rsplit('-', 2)[0]}"
    subject = str(row.get("subject", ""))
    return subject if subject.startswith("case:") else ""
