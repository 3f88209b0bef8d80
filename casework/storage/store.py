"""The door to the database: who reads or writes comes through here, and only here is anything committed."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from casework.storage import errors, postgresql, schema
from casework.storage.backup import backup, restore
from casework.storage.database import Database
from casework.storage.schema import check, upgrade
from casework.storage.sqlite_database import Sqlite
from casework.storage.sqlite_file import parse

__all__ = ["Store", "backup", "check", "open_store", "restore", "upgrade"]


class Store:
    """A database, open. Each thread that writes holds one connection for as long as it lives."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.engine = database.engine
        self.where = database.where  # how errors name the database
        self._here = threading.local()
        self._held: weakref.WeakSet[Connection] = weakref.WeakSet()

    @property
    def path(self) -> Path:
        """The database's file; TypeError where it is on a server."""
        if not isinstance(self.database, Sqlite):
            raise TypeError(f"{self.where} is no file")
        return self.database.path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the database as it is at its first statement, and cannot write.

        Raises StoreError where the database fails.
        """
        at_once: Connection | None = getattr(self._here, "reading", None)
        if at_once is not None:
            yield at_once
            return
        with (
            self.database.clear_errors(),
            self.engine.connect() as connection,
            self.database.begin(connection, writes=False),
        ):
            yield connection

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Let all that this thread reads inside see the database as it is at the first statement.

        For a page made of many views: they agree with each other, and one transaction costs less than ten. Whoever
        writes inside does not see it there. Raises StoreError where the database fails.
        """
        before = getattr(self._here, "reading", None)
        with self.reading() as connection:
            self._here.reading = connection
            try:
                yield
            finally:
                self._here.reading = before

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """Give this thread's connection inside a transaction: committed at the end, undone by any exception.

        On SQLite it has the write lock from the start (`BEGIN IMMEDIATE`); on PostgreSQL many write at once, unless
        one asks to be ``alone``: it begins once all others have ended, and the next begin after it. Never nested:
        SQLAlchemy refuses that. Raises StoreError where the database fails; nothing of the transaction is kept then,
        except that after CommitUnknownError nobody knows.
        """
        with self.database.clear_errors():
            connection = self._writer()
            transaction = self.database.begin(connection, writes=True, alone=alone)
            raw = self.database.raw_of(connection)
            try:
                with transaction:
                    yield connection
                    if not raw.standing:
                        raise errors.TransactionLostError(self.where)
            finally:
                if raw.unusable:
                    connection.invalidate()

    @contextmanager
    def savepoint(self, connection: Connection) -> Iterator[None]:
        """Undo only what is done inside when an exception comes out of it; the exception goes on.

        After a StoreError the whole transaction is beyond saving: let it end. Other exceptions (a broken
        constraint, a refusal) may be caught outside of the `with`, and the transaction goes on.
        """
        raw = self.database.raw_of(connection)
        with self.database.clear_errors():
            raw.run("SAVEPOINT step")  # SQLAlchemy's begin_nested costs as much as two inserts
            try:
                yield
            except BaseException as error:
                if raw.given_up():
                    lost = errors.TransactionLostError(self.where, str(error))
                    raise self.database.in_our_words(error) or lost from error
                raw.run("ROLLBACK TO step")
                raise
            finally:
                if raw.standing:
                    raw.run("RELEASE step")

    def _writer(self) -> Connection:
        connection: Connection | None = getattr(self._here, "connection", None)
        if connection is None or connection.closed:
            connection = self.engine.connect()
            self.database.raw_of(connection).allow_writing(True)
            self._here.connection = connection
            self._held.add(connection)
        return connection

    def release(self) -> None:
        """Close the connection that this thread holds for writing, where the thread is about to end."""
        connection: Connection | None = getattr(self._here, "connection", None)
        if connection is not None:
            connection.close()
            self._held.discard(connection)
            del self._here.connection

    def close(self) -> None:
        """Close all connections; a transaction still open is undone."""
        for connection in list(self._held):
            connection.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str, *, durable: bool = True, current: bool = True) -> Store:
    """Open the database that `url` names: `sqlite:////absolute/path` or `postgresql://user@host/database`.

    `durable=False` does not wait for the disk: for scratch databases that a crash may spoil. `current=False`
    looks at nothing and makes no connection yet: for making, upgrading and checking a database. Otherwise
    raises StoreError unless it is there, sound at first sight, and at this program's schema.
    """
    parsed = parse(url)
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        store = Store(postgresql.Postgresql(parsed, durable=durable))
    else:
        store = Store(Sqlite(parsed, durable=durable))
    if current:
        try:
            schema.require_current(store)
        except errors.StoreError:
            store.close()
            raise
    return store
