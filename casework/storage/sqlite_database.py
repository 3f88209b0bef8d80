"""SQLite as a store's database: its file, its alterations, its faults."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection

from casework.storage import errors, sqlite
from casework.storage.database import Database, RawConnection
from casework.storage.sqlite_file import file_of, look_at_file

__all__ = ["Sqlite", "faults"]


class Sqlite(Database):
    """A database in one file."""

    dialect = "sqlite"

    def __init__(self, url: URL, *, durable: bool) -> None:
        self.path = file_of(url)
        super().__init__(sqlite.make_engine(url, durable=durable), str(self.path))

    def raw_of(self, connection: Connection) -> RawConnection:
        """Find SQLite's own connection behind SQLAlchemy's."""
        return sqlite.raw_of(connection)

    def in_our_words(self, error: BaseException) -> errors.StoreError | None:
        """Tell which failure of the database `error` is."""
        return sqlite.in_our_words(error, self.where)

    def look(self) -> None:
        """Look at the file: missing, empty, cut short, or no database."""
        look_at_file(self.path)

    def require_fit(self, connection: Connection) -> None:
        """Every SQLite database will do."""

    @contextmanager
    def altering(self, connection: Connection) -> Iterator[None]:
        """Give a transaction in which rows may dangle for a while; at its end none does."""
        raw = sqlite.raw_of(connection)
        raw.allow_writing(True)
        # Altering a table on SQLite makes it anew: no foreign key may follow the old one into its grave.
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield
                if found := dangling(connection):
                    raise errors.DatabaseCorruptError(self.where, "; ".join(found))
        finally:
            raw.execute("PRAGMA foreign_keys=ON")

    def faults(self, connection: Connection) -> list[str]:
        """Find damaged pages and indexes, and rows that point at nothing."""
        return faults(connection)


def faults(connection: Connection) -> list[str]:
    """Find damaged pages and indexes, and rows that point at nothing."""
    rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    return [f"integrity: {row}" for row in rows if row != "ok"] + dangling(connection)


def dangling(connection: Connection) -> list[str]:
    """Find rows that point at a row that is not there."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"row {row[1]} of {row[0]} points at a row of {row[2]} that is not there" for row in rows]
