"""Triggers that refuse UPDATE and DELETE. Never changed: a revision that needs others adds them.

On SQLite a batch alteration makes its table anew: call `protect` again after one on a protected table.
"""

from alembic import op
from sqlalchemy import text

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$"""
_POSTGRESQL = """CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def protect(table: str) -> None:
    """Let `table` only ever be added to."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(text(_FUNCTION))
        connection.execute(text(_POSTGRESQL.format(table=table)))
        return
    for verb in ("update", "delete"):
        connection.execute(text(_SQLITE.format(table=table, verb=verb)))
