"""What is particular to SQLite: connections, transactions, and its errors in our words."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Date, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite import DATE
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

from casework.storage import errors

BUSY_SECONDS = 10.0  # how long a writer waits for another one


class RawConnection(sqlite3.Connection):
    """A connection that knows whether its transactions write, and whether the present one is lost."""

    writes = False
    begun = False
    lost = False

    def allow_writing(self, writes: bool, *, alone: bool = False) -> None:
        """Switch between reading and writing; a reader's writes are refused by the database itself.

        A writer is always alone.
        """
        if self.writes is not writes:
            self.execute(f"PRAGMA query_only={not writes:d}")
            self.writes = writes

    def begin(self) -> None:
        """Begin, for a writer with the lock, so that it never meets it half-way."""
        self.execute("BEGIN IMMEDIATE" if self.writes else "BEGIN")
        self.begun, self.lost = True, False

    def run(self, statement: str) -> object:
        """Execute a statement that takes and gives nothing."""
        return self.execute(statement)

    @property
    def standing(self) -> bool:
        """Whether the transaction can still be committed."""
        return self.in_transaction and not self.lost

    def given_up(self) -> bool:
        """After a failed statement: whether SQLite gave up the whole transaction."""
        self.note_failure()
        return self.lost

    @property
    def unusable(self) -> bool:
        """A file does not go away as a server does."""
        return False

    def note_failure(self) -> None:
        """After a failed statement: where SQLite gave up the whole transaction, keep what follows from staying.

        Without this, later statements of the same transaction would be committed one by one.
        """
        if self.begun and not self.in_transaction:
            self.execute("BEGIN")
            self.lost = True


def _raw(connection: PoolProxiedConnection) -> RawConnection:
    raw: Any = connection.dbapi_connection
    assert isinstance(raw, RawConnection)
    return raw


def raw_of(connection: Connection) -> RawConnection:
    """Find SQLite's own connection behind SQLAlchemy's."""
    return _raw(connection.connection)


class Day(DATE):
    """A day as the same text that SQLAlchemy writes, without its template."""

    def bind_processor(self, dialect: object) -> Callable[[date | None], str | None]:
        """Convert a day; a moment's is the one it bears."""
        return lambda day: None if day is None else date.isoformat(day)


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect with explicit transactions, so that Python's sqlite3 begins none by itself.

    An event on "begin" would do the same, and cost a third of a short step: with any such event SQLAlchemy
    takes the slower way through every statement.
    """

    driver = "shenbao"
    supports_statement_cache = True
    colspecs = SQLiteDialect_pysqlite.colspecs | {Date: Day}

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin for the reader or writer that the connection is."""
        _raw(dbapi_connection).begin()

    def do_rollback(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Undo the transaction, if there is one."""
        raw = _raw(dbapi_connection)
        raw.begun = False
        raw.rollback()

    def do_commit(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Commit."""
        raw = _raw(dbapi_connection)
        raw.commit()
        raw.begun = False

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """Execute; a failure may have ended the transaction."""
        try:
            cursor.execute(statement, parameters)
        except sqlite3.Error:
            cursor.connection.note_failure()
            raise

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """Execute many; a failure may have ended the transaction."""
        try:
            cursor.executemany(statement, parameters)
        except sqlite3.Error:
            cursor.connection.note_failure()
            raise


registry.register("sqlite.shenbao", __name__, "Dialect")


def make_engine(url: URL, *, durable: bool) -> Engine:
    """Make the engine for `url`; `durable=False` leaves the disk its time, for scratch databases only."""
    engine = create_engine(
        url.set(drivername="sqlite+shenbao"),
        connect_args={
            "factory": RawConnection,
            "isolation_level": None,
            "timeout": BUSY_SECONDS,
            "cached_statements": 512,
            "check_same_thread": False,
        },
        max_overflow=-1,  # each writing thread holds one connection
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: object) -> None:
        prepare(raw, durable=durable)

    return engine


def prepare(raw: sqlite3.Connection, *, durable: bool) -> None:
    """Set what SQLite forgets with each connection (only the journal's mode stays in the file)."""
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA recursive_triggers=ON")  # else INSERT OR REPLACE would slip past append-only triggers
    raw.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
    try:
        raw.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if primary_code(error) != sqlite3.SQLITE_READONLY:  # a database opened for reading stays as it is
            raise
    raw.execute("PRAGMA query_only=1")


@contextmanager
def opened_for_reading(path: Path) -> Iterator[Connection]:
    """Open a file that is not to be changed in any way, such as a backup."""
    url = URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    engine = make_engine(url, durable=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def primary_code(error: sqlite3.Error) -> int:
    """Name SQLite's kind of error, without the details it adds."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


_OURS: dict[int, type[errors.StoreError]] = {
    sqlite3.SQLITE_FULL: errors.DiskFullError,
    sqlite3.SQLITE_READONLY: errors.DatabaseReadOnlyError,
    sqlite3.SQLITE_CORRUPT: errors.DatabaseCorruptError,
    sqlite3.SQLITE_NOTADB: errors.DatabaseCorruptError,
    sqlite3.SQLITE_BUSY: errors.DatabaseLockedError,
    sqlite3.SQLITE_LOCKED: errors.DatabaseLockedError,
    sqlite3.SQLITE_CANTOPEN: errors.DatabaseUnopenableError,
    sqlite3.SQLITE_PERM: errors.DatabaseUnopenableError,
    sqlite3.SQLITE_IOERR: errors.DatabaseIoError,
}


def in_our_words(error: BaseException, where: str) -> errors.StoreError | None:
    """Tell which failure of the database `error` is; None for broken constraints, wrong SQL and all else."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, sqlite3.Error) or primary_code(original) not in _OURS:
        return None
    return _OURS[primary_code(original)](where, str(original))


@contextmanager
def clear_errors(where: str) -> Iterator[None]:
    """Raise the database's own failures as StoreError; everything else passes unchanged."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        if (ours := in_our_words(error, where)) is None:
            raise
        raise ours from error
