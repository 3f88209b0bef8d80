"""What is particular to PostgreSQL: connections, transactions, and its errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from psycopg.pq import ConnStatus, TransactionStatus
from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, inspect
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError

from casework.storage import errors
from casework.storage.database import Database
from casework.storage.database import RawConnection as AnyRawConnection
from casework.storage.postgresql_errors import CommitLost, ConnectFailed, in_our_words

__all__ = ["Postgresql", "RawConnection", "where_of"]

CONNECT_SECONDS = 10
# Whoever writes holds this lock together with the others; who must be alone (the daily seal, a change of the
# schema) holds it alone. It costs no journey of its own: it is asked for together with BEGIN.
_WRITERS = 0x7368656E62616F  # “shenbao”
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock_shared({_WRITERS})"
_WRITE_ALONE = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({_WRITERS})"
_SESSION = {
    "timezone": "UTC",
    "lock_timeout": "10s",  # as long as a writer waits for another one on SQLite
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "300s",  # a process that hangs must not hold its locks for ever
}


class RawConnection(psycopg.Connection[Any]):
    """A connection that begins its transactions itself, as the reader or writer that it is."""

    writes = False
    alone = False

    def allow_writing(self, writes: bool, *, alone: bool = False) -> None:
        """Set what the next transaction may do; a reader's writes are refused by the database itself."""
        self.writes, self.alone = writes, alone

    def begin(self) -> None:
        """Begin; a writer waits for one who is alone."""
        try:
            self.run((_WRITE_ALONE if self.alone else _WRITE) if self.writes else _READ)
        except psycopg.Error:
            if not self.unusable:
                self.rollback()
            raise

    def run(self, statement: str) -> object:
        """Execute a statement that takes and gives nothing."""
        return self.execute(cast("psycopg.sql.SQL", statement.encode()), prepare=False)

    @property
    def standing(self) -> bool:
        """Whether the transaction can still be committed: COMMIT would undo a failed one without a word."""
        return self.pgconn.transaction_status == TransactionStatus.INTRANS

    def given_up(self) -> bool:
        """After a failed statement: whether the transaction is gone with its savepoints."""
        return self.pgconn.transaction_status not in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    @property
    def unusable(self) -> bool:
        """Whether the connection is lost for good."""
        return self.closed or self.pgconn.status != ConnStatus.OK


def _raw(connection: PoolProxiedConnection) -> RawConnection:
    raw: Any = connection.dbapi_connection if hasattr(connection, "dbapi_connection") else connection
    assert isinstance(raw, RawConnection)
    return raw


class Dialect(PGDialect_psycopg):
    """SQLAlchemy's dialect with explicit transactions; psycopg begins none by itself (autocommit)."""

    driver = "shenbao"
    supports_statement_cache = True

    def connect(self, *arguments: Any, **named: Any) -> Any:
        """Connect with a connection of our kind."""
        try:
            return RawConnection.connect(*arguments, **named)
        except psycopg.OperationalError as error:
            raise ConnectFailed(str(error)) from error

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin for the reader or writer that the connection is."""
        _raw(dbapi_connection).begin()

    def do_rollback(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Undo the transaction, if there is one; the server has done so where the connection is lost."""
        raw = _raw(dbapi_connection)
        if not raw.unusable:
            raw.rollback()

    def do_commit(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Commit."""
        raw = _raw(dbapi_connection)
        try:
            raw.commit()
        except psycopg.OperationalError as error:
            if raw.unusable:
                raise CommitLost(str(error)) from error
            raise


registry.register("postgresql.shenbao", __name__, "Dialect")


def make_engine(url: URL, *, durable: bool) -> Engine:
    """Make the engine for `url`; `durable=False` leaves the disk its time, for scratch databases only."""
    engine = create_engine(
        url.set(drivername="postgresql+shenbao"),
        connect_args={"autocommit": True, "connect_timeout": CONNECT_SECONDS, "application_name": "shenbao"},
        use_native_hstore=False,  # it would be looked up with every engine
        max_overflow=-1,  # each writing thread holds one connection
    )
    session = {**_SESSION, "synchronous_commit": "on" if durable else "off"}
    prepare = "; ".join(f"SET {name} = '{value}'" for name, value in session.items())

    @event.listens_for(engine, "connect")
    def _prepare(raw: RawConnection, _record: object) -> None:
        raw.run(prepare)

    return engine


def where_of(url: URL) -> str:
    """Name the database without its password and without settings of the connection."""
    query = {"host": url.query["host"]} if "host" in url.query else {}
    named = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return named.render_as_string().replace("%2F", "/")


class Postgresql(Database):
    """A database on a PostgreSQL server."""

    dialect = "postgresql"

    def __init__(self, url: URL, *, durable: bool) -> None:
        super().__init__(make_engine(url, durable=durable), where_of(url))

    def raw_of(self, connection: Connection) -> AnyRawConnection:
        """Find psycopg's own connection behind SQLAlchemy's."""
        return _raw(connection.connection)

    def look(self) -> None:
        """Nothing can be told of a server without asking it."""

    def require_fit(self, connection: Connection) -> None:
        """Raise DatabaseEncodingError unless texts are kept in UTF-8."""
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise errors.DatabaseEncodingError(self.where, str(encoding))

    @contextmanager
    def altering(self, connection: Connection) -> Iterator[None]:
        """Give a transaction in which nobody else writes, for as long as it takes."""
        with self.begin(connection, writes=True, alone=True):
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            yield

    def faults(self, connection: Connection) -> list[str]:
        """Find constraints and indexes that do not hold, and columns that sort texts otherwise than SQLite does."""
        found = [f"{what}: {name}" for what, name in connection.exec_driver_sql(_FAULTS)]
        return found + [f"sorted by a language: {each}" for each in not_in_byte_order(connection)]

    def in_our_words(self, error: BaseException) -> errors.StoreError | None:
        """Tell which failure of the database `error` is."""
        original = error.orig if isinstance(error, DBAPIError) else error
        return in_our_words(original, self.where) if isinstance(original, psycopg.Error) else None


_FAULTS = """SELECT 'constraint not validated', conname FROM pg_constraint
WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
UNION ALL SELECT 'index not valid', indexrelid::regclass::text FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
ORDER BY 1, 2"""


def not_in_byte_order(connection: Connection) -> list[str]:
    """Name the text columns (`table.column`) that are not sorted byte by byte."""
    inspector = inspect(connection)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    return [f"{table}.{name}" for table, name in connection.exec_driver_sql(_SORTED) if table in tables]


_SORTED = """SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')
AND collation_name IS DISTINCT FROM 'C' ORDER BY 1, 2"""
