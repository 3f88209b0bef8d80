"""What a comparison of metadata passes over: checks, partial indexes, triggers, functions; as the database has them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, inspect

import models

__all__ = ["leftovers", "shape"]

# Casts and brackets that PostgreSQL puts in by the type of a text; how long a text may be is left to the code, since
# SQLite does not care.
_PUT_IN = re.compile(r"::(character varying|text)(\[\])?|[()]")
_POSTGRESQL = {
    "constraint": """SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0""",
    "index": "SELECT tablename || ' ' || indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "trigger": """SELECT tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "function": """SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')""",
    "column": """SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = current_schema()""",
}


def shape(connection: Connection) -> dict[str, Any]:
    """Everything by kind and name, save the table in which Alembic keeps its revision."""
    found = _on_postgresql(connection) if connection.dialect.name == "postgresql" else _on_sqlite(connection)
    return {name: what for name, what in found.items() if "alembic_version" not in name}


def leftovers(connection: Connection) -> list[str]:
    """What is left once everything was undone."""
    return sorted(shape(connection))


def _on_postgresql(connection: Connection) -> dict[str, Any]:
    return {
        f"{kind} {name}": _PUT_IN.sub("", " ".join(str(what).split()))
        for kind, query in _POSTGRESQL.items()
        for name, what in connection.exec_driver_sql(query)
    }


def _on_sqlite(connection: Connection) -> dict[str, Any]:
    inspector = inspect(connection)
    checks = {
        f"check {table} {each['name']}": " ".join(each["sqltext"].replace(f"{table}.", "").split())
        for table in set(inspector.get_table_names()) & set(models.metadata.tables)
        for each in inspector.get_check_constraints(table)
    }
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
    )
    return checks | {name: " ".join(sql.split()) for name, sql in rows if sql}
