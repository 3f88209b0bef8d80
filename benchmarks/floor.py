"""The floor: each step as an expert would write it by hand in SQL, on one held connection, with nothing to decide.

It reads and writes every row that the step through `casework` reads and writes, one plain statement a table (a join
where one does), one `executemany` for several new rows. All values are known beforehand: nothing is computed, hashed
or encoded while it is timed. Schema, keys, triggers, indexes and pragmas are those of the database itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.rows import Changes, Row
from benchmarks.steps import DRAWN, DurableStep
from benchmarks.town import FIRM, PROGRAMME

__all__ = ["Statement", "apply_changes", "connect", "reads_of", "run", "writes_of"]

Statement = tuple[str, Any, str]  # the SQL, its values, and whether to fetch rows, execute, or execute many

CASE = (
    "SELECT c.*, r.settings, r.opens_at, r.state, (SELECT count(*) FROM calendar_day), (SELECT max(day) FROM seal)"
    " FROM case_file c"
    " LEFT JOIN round r ON r.no = c.round_no WHERE c.no = ?"
)
DEADLINES = "SELECT * FROM deadline WHERE subject = ? AND state IN ('running', 'paused', 'expired')"
ACTOR = (
    "SELECT g.role, g.organisation_code, m.body, m.region, p.active, '' FROM person p"
    " LEFT JOIN role_grant g ON g.person_no = p.no AND g.ended_at IS NULL"
    " LEFT JOIN mandate m ON m.organisation_code = g.organisation_code AND m.programme = ? WHERE p.no = ?"
    " UNION ALL SELECT g.role, g.organisation_code, m.body, m.region, p.active, h.person_no FROM hand_over h"
    " JOIN person p ON p.no = h.stand_in_no JOIN role_grant g ON g.person_no = h.person_no AND g.ended_at IS NULL"
    " LEFT JOIN mandate m ON m.organisation_code = g.organisation_code AND m.programme = ?"
    " WHERE h.stand_in_no = ? AND h.ended_at IS NULL AND h.from_on <= ? AND h.until_on >= ? AND p.active"
    " AND g.role IN ('officer', 'approver', 'inspector')"
)
ROUND = "SELECT *, (SELECT count(*) FROM calendar_day), (SELECT max(day) FROM seal) FROM round WHERE no = ?"
PARTY = "SELECT code, parent_code, region FROM organisation WHERE code = ?"
OBJECT = "SELECT no FROM object WHERE no = ?"
NUMBER = (
    "INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
    " RETURNING value"
)
PAPERS = "SELECT stage, material, revision FROM material WHERE case_no = ?"
FIGURES = "SELECT * FROM indicator_value WHERE case_no = ?"
DUPLICATES = (
    "SELECT count(*) FROM case_file WHERE object_no = ? AND programme = ? AND procedure = 'apply' AND no != ?"
    " AND ended_at IS NULL AND state != 'submission'"
)
TITLES = "SELECT count(*) FROM title WHERE object_no = ? AND programme = ? AND state = 'in_force'"
BANS = (
    "SELECT count(*) FROM sanction WHERE programme = ? AND party IN (?, ?) AND from_on <= ?"
    " AND (until_on IS NULL OR until_on >= ?)"
)
BODY = "SELECT organisation_code, region FROM mandate WHERE programme = ? AND body = ?"
VISITS = "SELECT count(*) FROM history WHERE subject = ? AND target = ? AND source != target"
FINDINGS = "SELECT * FROM finding WHERE case_no = ? ORDER BY seq, revision"
ATTESTED = "SELECT count(*) FROM contribution WHERE case_no = ? AND stage = ? AND kind = 'attestation'"
EXPERTS = (
    "SELECT g.person_no, o.code, o.parent_code, o.region, m.region FROM role_grant g"
    " JOIN person p ON p.no = g.person_no JOIN organisation o ON o.code = p.organisation_code"
    " JOIN mandate m ON m.organisation_code = g.organisation_code"
    " WHERE g.role = 'expert' AND g.ended_at IS NULL AND p.active AND m.programme = ? AND m.body = 'experts'"
)
TIES = (
    "SELECT i.* FROM interest i JOIN role_grant g ON g.person_no = i.person_no"
    " JOIN mandate m ON m.organisation_code = g.organisation_code"
    " WHERE g.role = 'expert' AND m.programme = ? AND m.body = 'experts'"
)
PANEL = "SELECT * FROM panel WHERE case_no = ? AND stage = 'scoring' ORDER BY visit DESC LIMIT 1"
MEMBERS = "SELECT person_no, state, declared_at FROM panel_member WHERE panel_no = ?"

# In this order, so that what a row points at is there before it.
TABLES = (
    "case_file", "name_tail", "history", "personal_text", "deadline", "deadline_change", "timer", "material",
    "indicator_value", "finding", "contribution", "panel", "panel_member", "score", "letter",
)  # fmt: skip
KEYS = {
    "case_file": ("no", "version"),
    "deadline": ("subject", "rule", "occurrence"),
    "panel_member": ("panel_no", "person_no"),
}
CANCEL = (
    "UPDATE timer SET state = 'cancelled' WHERE subject = ? AND deadline_rule = ?"
    " AND state IN ('pending', 'set_aside')"
)


def connect(path: Path) -> sqlite3.Connection:
    """Open a database with the pragmas of `casework`, durable as in service."""
    raw = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "synchronous=FULL", "journal_mode=WAL"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def run(raw: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    """Take one step of one case. This is what is timed."""
    raw.execute("BEGIN IMMEDIATE")
    for sql, values, how in statements:
        if how == "rows":
            raw.execute(sql, values).fetchall()
        elif how == "one":
            raw.execute(sql, values)
        else:
            raw.executemany(sql, values)
    raw.execute("COMMIT")


def reads_of(step: DurableStep, case: Row, expert: str) -> list[Statement]:
    """What a step has to know: the case, who acts, and the facts it rests on."""
    no, key, object_no = case["no"], f"case:{case['no']}", case["object_no"]
    actor = expert if step.person == DRAWN else step.person
    today = step.now.date().isoformat()
    who = (ACTOR, (PROGRAMME, actor, PROGRAMME, actor, today, today), "rows")
    if step.action == "open":
        year = f"case:{PROGRAMME}:2020"
        start = [(ROUND, (case["round_no"],)), (PARTY, (FIRM,)), (OBJECT, (object_no,)), (NUMBER, (year,))]
        return [*((sql, values, "rows") for sql, values in start), who]
    stage = "prefecture_review" if step.person == "city" else "province_review"
    facts: dict[str, list[tuple[str, tuple[Any, ...]]]] = {
        "submit": [
            (PAPERS, (no,)), (DUPLICATES, (object_no, PROGRAMME, no)), (TITLES, (object_no, PROGRAMME)),
            (BANS, (PROGRAMME, FIRM, object_no, today, today)), (FIGURES, (no,)), (BODY, (PROGRAMME, "prefecture")),
        ],
        "return_for_correction": [
            (VISITS, (key, "prefecture_review.returned")), (FINDINGS, (no,)), (FIGURES, (no,)),
        ],
        "resubmit": [(BODY, (PROGRAMME, "prefecture"))],
        "judge": [(FINDINGS, (no,))],
        "accept": [(FINDINGS, (no,)), (FIGURES, (no,))],
        "freeze_panel": [(PARTY, (FIRM,)), (TIES, (PROGRAMME,)), (EXPERTS, (PROGRAMME,)), (PANEL, (no,))],
        "declare_no_conflict": [(PANEL, (no,)), (MEMBERS, (f"{no}-scoring-1",))],
        "score": [(PANEL, (no,)), (MEMBERS, (f"{no}-scoring-1",))],
    }  # fmt: skip
    more = facts[step.action]
    if step.name == "accept, city":
        more += [(ATTESTED, (no, stage)), (BODY, (PROGRAMME, "province"))]
    first = [(CASE, (no,), "rows"), (DEADLINES, (key,), "rows"), who]
    return [*first, *((sql, values, "rows") for sql, values in more)]


def writes_of(changes: Changes) -> list[Statement]:
    """What a step leaves behind: one statement a table and kind of change, in an order the foreign keys allow."""
    return [
        statement
        for table in TABLES
        for statement in (*_updates(table, changes.changed.get(table, [])), *_inserts(table, changes.added))
    ]


def _updates(table: str, pairs: list[tuple[Row, Row]]) -> list[Statement]:
    if table == "timer":  # all pending ones of a deadline at once
        deadlines = sorted({(row["subject"], row["deadline_rule"]) for _, row in pairs})
        return [(CANCEL, deadline, "one") for deadline in deadlines]
    made = []
    for was, row in pairs:
        new = [name for name in row if row[name] != was[name]]
        keys = KEYS[table]
        where = " AND ".join(f"{name} = ?" for name in keys)
        sql = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in new)} WHERE {where}"
        made.append((sql, (*(row[name] for name in new), *(was[name] for name in keys)), "one"))
    return made


def _inserts(table: str, added: dict[str, list[Row]]) -> list[Statement]:
    rows = [tuple(row.values()) for row in added.get(table, [])]
    if not rows:
        return []
    columns = list(added[table][0])
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    return [(sql, rows[0], "one") if len(rows) == 1 else (sql, rows, "many")]


def apply_changes(raw: sqlite3.Connection, whole: Changes) -> None:
    """Bring a database to where the other one is, between two steps; not timed."""
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("BEGIN IMMEDIATE")
    for table in whole.added:
        for sql, values, how in _inserts(table, whole.added):
            (raw.execute if how == "one" else raw.executemany)(sql, values)
    for table, pairs in whole.changed.items():
        for was, row in pairs:
            where = " AND ".join(f"{name} IS ?" for name in was)
            sql = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in row)} WHERE {where}"
            raw.execute(sql, (*row.values(), *was.values()))
    raw.execute("COMMIT")
    raw.execute("PRAGMA foreign_keys=ON")
