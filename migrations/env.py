"""Run the revisions: on the connection that `casework.storage.store.upgrade` hands over, else on the set database."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.schema import SetColumnComment

import models
from settings import Settings

# How a new revision writes our types: in words of its own, which stay when the code changes.
_WRITTEN = {
    "AutoString": "sa.String()",
    "Enum": "sa.String(32)",  # its CHECK is written by hand, a comparison does not see it
    "Exact": "EXACT",
    "Json": "JSON",
    "UtcDateTime": "MOMENT",
}


def _write_type(kind: str, thing: object, writer: Any) -> str | Literal[False]:
    written = _WRITTEN.get(type(thing).__name__) if kind == "type" else None
    if written is None:
        return False
    if written.isupper():
        writer.imports.add(f"from migrations.columns import {written}")
    return written


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=True,  # SQLite alters a table by making it anew
        compare_type=True,
        render_item=_write_type,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "postgresql":
            _sort_by_bytes(connection)
        if connection.dialect.supports_comments:
            _describe(connection)


def _describe(connection: Connection) -> None:
    """Write what the models say about each column into the database, for who reads it without the code."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    for table in models.metadata.sorted_tables:
        if table.name in there:
            names = {column["name"] for column in inspector.get_columns(table.name)}
            for column in table.columns:
                if column.name in names:
                    connection.execute(SetColumnComment(column))


# Texts sort by their bytes, as on SQLite: the language that a server sorts by must not decide who comes first.
_SORTED_OTHERWISE = """SELECT 'ALTER TABLE ' || quote_ident(table_name) || ' ' || string_agg(
  'ALTER ' || quote_ident(column_name) || ' TYPE ' || data_type || ' COLLATE "C"', ', ')
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
AND data_type IN ('character varying', 'text') AND collation_name IS DISTINCT FROM 'C'
GROUP BY table_name ORDER BY table_name"""


def _sort_by_bytes(connection: Connection) -> None:
    for alter in connection.exec_driver_sql(_SORTED_OTHERWISE).scalars().all():
        connection.exec_driver_sql(alter)


def _run_on_the_set_database() -> None:
    """For who writes a new revision and compares the models with the own database."""
    engine = create_engine(Settings().database_url)
    with engine.begin() as connection:
        _run(connection)
    engine.dispose()


handed_over: Connection | None = context.config.attributes.get("connection")
if handed_over is None:
    _run_on_the_set_database()
else:
    _run(handed_over)
