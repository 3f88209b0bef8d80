"""The door to the database: who reads or writes comes through here, and only here is anything committed."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from casework import errors, schema, sqlite
from casework.backup import backup, restore
from casework.schema import check, upgrade

__all__ = ["Store", "backup", "check", "open_store", "restore", "upgrade"]


class Store:
    """A database, open. Each thread that writes holds one connection for as long as it lives."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self.path = path  # the database's file
        self.where = str(path)  # how errors name the database
        self._here = threading.local()
        self._held: weakref.WeakSet[Connection] = weakref.WeakSet()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the database as it is at its first statement, and cannot write.

        Raises StoreError where the database fails.
        """
        with sqlite.clear_errors(self.where), self.engine.connect() as connection:
            sqlite.raw_of(connection).allow_writing(False)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give this thread's connection inside a transaction: committed at the end, undone by any exception.

        On SQLite it has the write lock from the start (`BEGIN IMMEDIATE`). Never nested: SQLAlchemy refuses
        that. Raises StoreError where the database fails; nothing of the transaction is kept then.
        """
        with sqlite.clear_errors(self.where):
            connection = self._writer()
            raw = sqlite.raw_of(connection)
            with connection.begin():
                yield connection
                if raw.lost or not raw.in_transaction:
                    raise errors.TransactionLostError(self.where)

    @contextmanager
    def savepoint(self, connection: Connection) -> Iterator[None]:
        """Undo only what is done inside when an exception comes out of it; the exception goes on.

        After a StoreError the whole transaction is beyond saving: let it end. Other exceptions (a broken
        constraint, a refusal) may be caught outside of the `with`, and the transaction goes on.
        """
        raw = sqlite.raw_of(connection)
        with sqlite.clear_errors(self.where):
            raw.execute("SAVEPOINT step")  # SQLAlchemy's begin_nested costs as much as two inserts
            try:
                yield
            except BaseException as error:
                raw.note_failure()
                if raw.lost:
                    lost = errors.TransactionLostError(self.where, str(error))
                    raise sqlite.in_our_words(error, self.where) or lost from error
                raw.execute("ROLLBACK TO step")
                raise
            finally:
                if not raw.lost:
                    raw.execute("RELEASE step")

    def _writer(self) -> Connection:
        connection: Connection | None = getattr(self._here, "connection", None)
        if connection is None or connection.closed:
            connection = self.engine.connect()
            sqlite.raw_of(connection).allow_writing(True)
            self._here.connection = connection
            self._held.add(connection)
        return connection

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
    """Open the database that `url` names, such as `sqlite:////absolute/path`.

    `durable=False` does not wait for the disk: for scratch databases that a crash may spoil. `current=False`
    looks at nothing and makes no connection yet: for making, upgrading and checking a database. Otherwise
    raises StoreError unless it is there, sound at first sight, and at this program's schema.
    """
    parsed = sqlite.parse(url)
    path = sqlite.file_of(parsed)
    store = Store(sqlite.make_engine(parsed, durable=durable), path)
    if current:
        try:
            schema.require_current(store)
        except errors.StoreError:
            store.close()
            raise
    return store
