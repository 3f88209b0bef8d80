"""What the store asks of a database. `sqlite.py` and `postgresql.py` answer; nothing else knows them apart."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from casework.storage import errors

__all__ = ["Database", "RawConnection"]


class RawConnection(Protocol):
    """The driver's own connection, which begins its transactions as the reader or writer that it is."""

    def allow_writing(self, writes: bool, *, alone: bool = False) -> None:
        """Set what the next transaction may do; ``alone``: while no other writer is within one."""

    def run(self, statement: str) -> object:
        """Execute a statement that takes and gives nothing."""

    @property
    def standing(self) -> bool:
        """Whether the transaction can still be committed."""

    def given_up(self) -> bool:
        """After a failed statement: whether the whole transaction is gone, and no savepoint can be gone back to."""

    @property
    def unusable(self) -> bool:
        """Whether the connection is lost for good."""


class Database(ABC):
    """One database: its engine, and what is particular to its kind."""

    dialect: ClassVar[str]  # as SQLAlchemy names it

    def __init__(self, engine: Engine, where: str) -> None:
        self.engine = engine
        self.where = where  # how errors name it

    @abstractmethod
    def raw_of(self, connection: Connection) -> RawConnection:
        """Find the driver's own connection behind SQLAlchemy's."""

    @abstractmethod
    def in_our_words(self, error: BaseException) -> errors.StoreError | None:
        """Tell which failure of the database `error` is; None for broken constraints, wrong SQL and all else."""

    @abstractmethod
    def look(self) -> None:
        """Raise a StoreError where it is plain, without asking the database, that it cannot be used."""

    @abstractmethod
    def require_fit(self, connection: Connection) -> None:
        """Raise a StoreError where the database was set up in a way that shenbao cannot work with."""

    @abstractmethod
    def altering(self, connection: Connection) -> AbstractContextManager[None]:
        """Give a transaction in which tables may be made, altered and dropped."""

    @abstractmethod
    def faults(self, connection: Connection) -> list[str]:
        """Say what is wrong inside the database: nothing, where all is well."""

    @contextmanager
    def clear_errors(self) -> Iterator[None]:
        """Raise the database's own failures as StoreError; everything else passes unchanged."""
        try:
            yield
        except Exception as error:
            if (ours := self.in_our_words(error)) is None:
                raise
            raise ours from error

    def begin(
        self, connection: Connection, *, writes: bool, alone: bool = False
    ) -> AbstractContextManager[object]:
        """Begin a transaction; a connection that was lost while nobody used it is made anew."""
        self.raw_of(connection).allow_writing(writes, alone=alone)
        try:
            return connection.begin()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        self.raw_of(connection).allow_writing(writes, alone=alone)
        return connection.begin()
