"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the driver.

Core looks every statement up in its cache and sets up a result for it each time, which costs more than SQLite takes
to run it. The types of the columns convert as they do in Core, and errors come out as SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Dialect, Select, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

__all__ = ["Prepared", "inserting"]

Convert = Callable[[Any], Any]
Reading = Select[Any] | CompoundSelect[Any]


class Prepared:
    """A statement with named parameters; made once, at import, and used by every connection.

    ``defaults`` are the values of parameters that a call leaves out.
    """

    def __init__(self, statement: Reading | UpdateBase, defaults: Mapping[str, Any] | None = None) -> None:
        self._statement = statement
        self._defaults = dict(defaults or {})
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Run a SELECT; each row is a named tuple."""
        known = self._for(connection)
        return known.rows(_execute(connection, known.sql, known.bound(values)).fetchall())

    def first(self, connection: Connection, **values: Any) -> Any:
        """Run a SELECT; its first row as a named tuple, or None."""
        known = self._for(connection)
        cursor = _execute(connection, known.sql, known.bound(values))
        raw = cursor.fetchone()
        cursor.close()
        return None if raw is None else known.row(raw)

    def value(self, connection: Connection, **values: Any) -> Any:
        """Run a SELECT; the first column of its first row, or None."""
        row = self.first(connection, **values)
        return None if row is None else row[0]

    def run(self, connection: Connection, **values: Any) -> int:
        """Run an UPDATE, INSERT or DELETE; returns how many rows it touched."""
        return self._run(connection, values)

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run an INSERT, UPDATE or DELETE for each of the rows; returns how many were touched in all."""
        if not rows:
            return 0
        if len(rows) == 1:  # psycopg opens a pipeline for many, which one row is not worth
            return self._run(connection, rows[0])
        known = self._for(connection)
        cursor = _execute_many(connection, known.sql, [known.bound(row) for row in rows])
        touched: int = cursor.rowcount
        cursor.close()
        return touched

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        known = self._for(connection)
        cursor = _execute(connection, known.sql, known.bound(values))
        touched: int = cursor.rowcount
        cursor.close()
        return touched

    def _for(self, connection: Connection) -> "_Compiled":
        dialect = connection.dialect
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compile(self._statement, dialect, self._defaults)
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
    given: Mapping[str, Any]  # what a call need not give, converted: defaults, and constants of the statement
    converts: tuple[tuple[str, Convert], ...]  # of what a call may give
    in_order: Callable[[Mapping[str, Any]], Any]  # the values as the driver takes them
    row: Callable[[Sequence[Any]], Any]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        whole = {**self.given, **values}
        for name, convert in self.converts:
            value = values.get(name)
            if value is not None:
                whole[name] = convert(value)
        return self.in_order(whole)

    def rows(self, fetched: Sequence[Sequence[Any]]) -> list[Any]:
        """The rows as named tuples."""
        return list(map(self.row, fetched))


def _compile(statement: Reading | UpdateBase, dialect: Dialect, defaults: Mapping[str, Any]) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
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
    names = tuple((compiled.positiontup if compiled.positional else None) or compiled.binds)
    in_order = _picker(names) if compiled.positional else dict
    asked = tuple((name, converts[name]) for name in names if name in converts and name not in constants)
    return _Compiled(str(compiled), given, asked, in_order, _row_maker(statement, dialect))


def _picker(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """What puts values by name into the order of the statement."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _row_maker(statement: Reading | UpdateBase, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    if not isinstance(statement, SelectBase):
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


def _execute(connection: Connection, sql: str, bound: Any) -> Any:
    """Run a statement; returns the driver's cursor."""
    dialect, cursor = connection.dialect, _cursor(connection)
    try:
        dialect.do_execute(cursor, sql, bound)
    except dialect.loaded_dbapi.Error as error:
        raise _as_theirs(error, sql, dialect) from error
    return cursor


def _execute_many(connection: Connection, sql: str, bound: Sequence[Any]) -> Any:
    """Run a statement once for each of many; returns the driver's cursor."""
    dialect, cursor = connection.dialect, _cursor(connection)
    try:
        dialect.do_executemany(cursor, sql, bound)
    except dialect.loaded_dbapi.Error as error:
        raise _as_theirs(error, sql, dialect) from error
    return cursor


def _cursor(connection: Connection) -> Any:
    raw: Any = connection.connection.dbapi_connection
    return raw.cursor()


def _as_theirs(error: BaseException, sql: str, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy raises it, so that callers know one kind of error."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, dialect=dialect, hide_parameters=True)
