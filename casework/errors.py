"""What can go wrong with the database. Each error says what, where, and what would be right."""

from typing import ClassVar

from errors import ShenbaoError

__all__ = [
    "BackupExistsError",
    "BackupNotSoundError",
    "DatabaseCorruptError",
    "DatabaseIoError",
    "DatabaseLockedError",
    "DatabaseMissingError",
    "DatabaseNotInitialisedError",
    "DatabaseReadOnlyError",
    "DatabaseUnopenableError",
    "DatabaseUrlError",
    "DiskFullError",
    "NotOurDatabaseError",
    "SchemaNewerError",
    "SchemaOlderError",
    "ShenbaoError",
    "StoreError",
    "TransactionLostError",
]


class StoreError(ShenbaoError):
    """Something about the database. `where` is its file or address, `what` the fault, `remedy` the way out."""

    what: ClassVar[str] = "the database failed"
    remedy: ClassVar[str] = "run `shenbao db check`"

    def __init__(self, where: str, detail: str = "") -> None:
        self.where = where
        self.detail = detail
        because = f" ({detail})" if detail else ""
        super().__init__(f"{where}: {self.what}{because}; {self.remedy}")


class DatabaseUrlError(StoreError):
    """The setting names no database that shenbao can use."""

    what = "this names no database that shenbao can use"
    remedy = "write sqlite:////absolute/path/of/a/file"


class DatabaseMissingError(StoreError):
    """There is no such file."""

    what = "there is no database"
    remedy = "make one with `shenbao init`, or set SHENBAO_HOME to where it is"


class DatabaseNotInitialisedError(StoreError):
    """The file is empty of tables."""

    what = "the database has no tables yet"
    remedy = "run `shenbao init`"


class NotOurDatabaseError(StoreError):
    """A sound database, but of something else."""

    what = "this database belongs to something else: it has tables, and no schema revision of shenbao"
    remedy = "name a file of its own for shenbao"


class _SchemaError(StoreError):
    """The schema is not this program's. `found` and `expected` are revisions."""

    def __init__(self, where: str, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(where, f"revision {found}, expected {expected}")


class SchemaOlderError(_SchemaError):
    """The database was last used by an older shenbao."""

    what = "the database is of an older shenbao"
    remedy = "make a backup with `shenbao db backup`, then run `shenbao db upgrade`"


class SchemaNewerError(_SchemaError):
    """The database was already used by a newer shenbao."""

    what = "the database is of a newer shenbao"
    remedy = "use that version, or restore a backup made before the upgrade"


class DatabaseCorruptError(StoreError):
    """Truncated, damaged, or no database at all."""

    what = "the file is damaged, truncated, or not a database"
    remedy = "bring a sound copy back with `shenbao db restore`"


class DatabaseUnopenableError(StoreError):
    """The file is there or could be, but the system does not let it be opened."""

    what = "the database cannot be opened"
    remedy = "its folder must exist, and file and folder be readable and writable by this user"


class DatabaseReadOnlyError(StoreError):
    """Reading works, writing does not."""

    what = "the database can be read but not written"
    remedy = "make the file and its folder writable by this user"


class DiskFullError(StoreError):
    """No room for what was to be written; nothing of it was."""

    what = "the disk is full, nothing was written"
    remedy = "free some space and try again"


class DatabaseIoError(StoreError):
    """The disk failed."""

    what = "the disk could not be read or written"
    remedy = "look at the system's log and at the disk, then run `shenbao db check`"


class DatabaseLockedError(StoreError):
    """Somebody else held the database for too long."""

    what = "another process holds the database"
    remedy = "try again, or end what holds it (a service, a backup, an open database browser)"


class TransactionLostError(StoreError):
    """The database gave a transaction up while it was still being written to; nothing of it was kept."""

    what = "the database gave the transaction up, nothing was written"
    remedy = "try again; the first error of the transaction tells the cause"


class BackupExistsError(StoreError):
    """A backup never overwrites anything."""

    what = "there is already a file of this name"
    remedy = "name another one"


class BackupNotSoundError(StoreError):
    """What is to be restored is not a sound database of shenbao."""

    what = "this is no sound backup, nothing was restored"
    remedy = "take another backup"
