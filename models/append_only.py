"""Tables that are only ever added to: triggers refuse UPDATE and DELETE.

The migrations write the same triggers on their own, since a migration must not change with the code; a test
compares both.
"""

from sqlalchemy import DDL, Table, event

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$"""
_POSTGRESQL = """CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def protect(table: Table) -> None:
    """Give `table` its triggers whenever `create_all` makes it.

    A refused statement raises IntegrityError on both databases.
    """
    for verb in ("update", "delete"):
        _after_create(table, "sqlite", _SQLITE.format(table=table.name, verb=verb))
    _after_create(table, "postgresql", _FUNCTION)
    _after_create(table, "postgresql", _POSTGRESQL.format(table=table.name))


def _after_create(table: Table, dialect: str, statement: str) -> None:
    escaped = statement.replace("%", "%%")  # DDL reads a single % as a place to fill in
    ddl = DDL(escaped)  # type: ignore[no-untyped-call]  # SQLAlchemy left its signature out
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
