"""Run the revisions: on the connection that `casework.store.upgrade` hands over, else on the set database."""

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
