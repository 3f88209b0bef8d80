"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the driver.

Core looks every statement up in its cache and sets up a result for it each time, which costs more than SQLite takes
to run it. The types of the columns convert as they do in Core, and errors come out as SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
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

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run an INSERT for each of the rows."""
        known = self._for(connection)
        bound = [known.bound({**self._defaults, **row}) for row in rows]
        if bound:
            with _their_errors(connection, known.sql):
                cursor = _cursor(connection)
                connection.dialect.do_executemany(cursor, known.sql, bound)
                cursor.close()

    def _execute(self, connection: Connection, known: "_Compiled", values: Mapping[str, Any]) -> Any:
        bound = known.bound({**self._defaults, **values} if self._defaults else values)
        with _their_errors(connection, known.sql):
            cursor = _cursor(connection)
            connection.dialect.do_execute(cursor, known.sql, bound)
            return cursor

    def _for(self, connection: Connection) -> "_Compiled":
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _compile(self._statement, connection.dialect)
        return self._compiled[name]


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
    constants: Mapping[str, Any]
    binds: Mapping[str, Convert]
    row: Callable[[Sequence[Any]], Any]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        converted = [
            self.binds[name](value) if name in self.binds else value
            for name in self.names
            for value in (values[name] if name in values else self.constants[name],)
        ]
        return tuple(converted) if self.positional else dict(zip(self.names, converted, strict=True))


def _compile(statement: Select[Any] | UpdateBase, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    names = tuple((compiled.positiontup if compiled.positional else None) or compiled.binds)
    binds = {
        name: convert
        for name, bind in compiled.binds.items()
        if (convert := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    return _Compiled(
        str(compiled), names, bool(compiled.positional), constants, binds, _row_maker(statement, dialect)
    )


def _row_maker(statement: Select[Any] | UpdateBase, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    if not isinstance(statement, Select):
        return tuple  # nothing comes back
    columns = list(statement.selected_columns)
    named: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]
    make: Callable[[Sequence[Any]], Any] = named._make
    converts = [
        (at, convert)
        for at, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
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


class _their_errors:  # noqa: N801 - used as a function: `with _their_errors(…)`
    """Raise what the driver raises as SQLAlchemy does, so that callers know one kind of error."""

    __slots__ = ("connection", "sql")

    def __init__(self, connection: Connection, sql: str) -> None:
        self.connection, self.sql = connection, sql

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        base = self.connection.dialect.dbapi.Error  # type: ignore[union-attr]
        if isinstance(error, base):
            raise DBAPIError.instance(
                self.sql, None, error, base, dialect=self.connection.dialect, hide_parameters=True
            ) from error
