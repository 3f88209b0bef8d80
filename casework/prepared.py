"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the driver.

Core looks every statement up in its cache and sets up a result for it each time, which costs more than SQLite takes
to run it. The types of the columns convert as they do in Core, and errors come out as SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

__all__ = ["Prepared", "inserting"]

Convert = Callable[[Any], Any]


class Prepared:
    """A statement with named parameters; made once, at import, and used by every connection.

    ``defaults`` are the values of parameters that a call leaves out.
    """

    def __init__(
        self, statement: Select[Any] | UpdateBase, defaults: Mapping[str, Any] | None = None
    ) -> None:
        self._statement = statement
        self._defaults = dict(defaults or {})
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Run a SELECT; each row is a named tuple."""
        known = self._for(connection)
        return [known.row(raw) for raw in self._execute(connection, known, values).fetchall()]

    def first(self, connection: Connection, **values: Any) -> Any:
        """Run a SELECT; its first row as a named tuple, or None."""
        known = self._for(connection)
        cursor = self._execute(connection, known, values)
        raw = cursor.fetchone()
        cursor.close()
        return None if raw is None else known.row(raw)

    def value(self, connection: Connection, **values: Any) -> Any:
        """Run a SELECT; the first column of its first row, or None."""
        row = self.first(connection, **values)
        return None if row is None else row[0]

    def run(self, connection: Connection, **values: Any) -> int:
        """Run an UPDATE, INSERT or DELETE; returns how many rows it touched."""
        cursor = self._execute(connection, self._for(connection), values)
        touched: int = cursor.rowcount
        cursor.close()
        return touched

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run an INSERT, UPDATE or DELETE for each of the rows; returns how many were touched in all."""
        if len(rows) < 2:  # psycopg opens a pipeline for many, which one row is not worth
            return sum(self.run(connection, **row) for row in rows)
        known, dialect = self._for(connection), connection.dialect
        bound = [known.bound(row) for row in rows]
        cursor = _cursor(connection)
        try:
            dialect.do_executemany(cursor, known.sql, bound)
        except dialect.loaded_dbapi.Error as error:
            raise _as_theirs(error, known.sql, dialect) from error
        touched: int = cursor.rowcount
        cursor.close()
        return touched

    def _execute(self, connection: Connection, known: "_Compiled", values: Mapping[str, Any]) -> Any:
        bound, dialect = known.bound(values), connection.dialect
        cursor = _cursor(connection)
        try:
            dialect.do_execute(cursor, known.sql, bound)
        except dialect.loaded_dbapi.Error as error:
            raise _as_theirs(error, known.sql, dialect) from error
        return cursor

    def _for(self, connection: Connection) -> "_Compiled":
        name = connection.dialect.name
        known = self._compiled.get(name)
        if known is None:
            known = self._compiled[name] = _compile(self._statement, connection.dialect, self._defaults)
        return known


def inserting(table: Table) -> Prepared:
    """An INSERT of whole rows; columns left out get their default, or NULL."""
    defaults = {
        column.name: getattr(column.default, "arg", None)
        for column in table.columns
        if column.default is not None or column.nullable
    }
    return Prepared(
        insert(table).values({c: bindparam(c.name, type_=c.type) for c in table.columns}), defaults
    )


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    names: tuple[str, ...]
    positional: bool
    given: Mapping[str, Any]  # what a call need not give, converted: defaults, and constants of the statement
    converts: tuple[tuple[str, Convert], ...]
    row: Callable[[Sequence[Any]], Any]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        whole = {**self.given, **values}
        for name, convert in self.converts:
            value = values.get(name)
            if value is not None:
                whole[name] = convert(value)
        return [whole[name] for name in self.names] if self.positional else whole


def _compile(statement: Select[Any] | UpdateBase, dialect: Dialect, defaults: Mapping[str, Any]) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    names = tuple((compiled.positiontup if compiled.positional else None) or compiled.binds)
    converts = {
        name: convert
        for name, bind in compiled.binds.items()
        if (convert := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    given = {
        name: converts[name](value) if name in converts else value
        for name, value in {**constants, **defaults}.items()
    }
    positional, row = bool(compiled.positional), _row_maker(statement, dialect)
    return _Compiled(str(compiled), names, positional, given, tuple(converts.items()), row)


def _row_maker(statement: Select[Any] | UpdateBase, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    if not isinstance(statement, Select):
        return tuple  # nothing comes back
    columns = list(statement.selected_columns)
    named: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]
    make: Callable[[Sequence[Any]], Any] = named._make
    # On PostgreSQL only NUMERIC asks what is sent (1700 is its number there).
    sent = 1700 if dialect.name == "postgresql" else None
    converts = [
        (at, convert)
        for at, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, sent)) is not None
    ]
    if not converts:
        return make

    def row(raw: Sequence[Any]) -> Any:
        values = list(raw)
        for at, convert in converts:
            values[at] = convert(values[at])
        return make(values)

    return row


def _cursor(connection: Connection) -> Any:
    raw: Any = connection.connection.dbapi_connection
    return raw.cursor()


def _as_theirs(error: BaseException, sql: str, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy raises it, so that callers know one kind of error."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, dialect=dialect, hide_parameters=True)
