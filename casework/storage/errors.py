"""What can go wrong with the database. Each error says what, where, and what would be right."""

from typing import ClassVar

from errors import ShenbaoError

__all__ = [
    "BackupExistsError", "BackupNotSoundError", "CommitUnknownError", "ConnectionLostError",
    "DatabaseContendedError", "DatabaseCorruptError", "DatabaseEncodingError", "DatabaseIoError",
    "DatabaseLockedError", "DatabaseLoginError", "DatabaseMissingError", "DatabaseNotInitialisedError",
    "DatabasePermissionError", "DatabaseReadOnlyError", "DatabaseSlowError", "DatabaseUnopenableError",
    "DatabaseUnreachableError", "DatabaseUrlError", "DiskFullError", "NotOurDatabaseError",
    "SchemaNewerError", "SchemaOlderError", "ServerBackupError", "ServerCorruptError",
    "ServerDatabaseMissingError", "ServerReadOnlyError", "ServerRestoreError", "ShenbaoError", "StoreError",
    "TransactionLostError",
]  # fmt: skip


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
    remedy = "write sqlite:////absolute/path/of/a/file, or postgresql://user@host/database"


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


class DatabaseUnreachableError(StoreError):
    """The server of the database does not answer, or takes nobody more."""

    what = "the database server does not answer or refuses the connection"
    remedy = "start it, or set host and port right in SHENBAO_DATABASE_URL"


class DatabaseLoginError(StoreError):
    """The server answers, but not to this user."""

    what = "the database server refuses this user or password"
    remedy = "set both right in SHENBAO_DATABASE_URL (the password may stand in ~/.pgpass instead)"


class DatabasePermissionError(StoreError):
    """The user may come in, but not do what is needed."""

    what = "the database does not let this user do that"
    remedy = (
        "make the user the owner: ALTER DATABASE name OWNER TO user, as docs/howto/use-postgresql.md says"
    )


class ServerDatabaseMissingError(DatabaseMissingError):
    """The server has no database of this name."""

    what = "the server has no such database"
    remedy = "make one with `createdb --encoding=UTF8 --template=template0 NAME`, then run `shenbao init`"


class DatabaseEncodingError(StoreError):
    """The database cannot hold every text."""

    what = "the database does not keep texts in UTF-8"
    remedy = "make another one with `createdb --encoding=UTF8 --template=template0 NAME`"


class ServerReadOnlyError(DatabaseReadOnlyError):
    """A standby, or a database that was set to be read only."""

    remedy = "connect to the primary server, with a user that may write"


class ServerCorruptError(DatabaseCorruptError):
    """The server found damaged pages."""

    what = "the server found the database damaged"
    remedy = "look at the server's log, and bring a sound dump back with pg_restore"


class DatabaseContendedError(DatabaseLockedError):
    """Several wrote to the same things in ways that exclude each other; the database chose who has to try again."""

    what = "others wrote to the same things at the same time, nothing was written"
    remedy = "try again"


class DatabaseSlowError(StoreError):
    """A statement took longer than is allowed."""

    what = "the database took too long, nothing was written"
    remedy = "try again; if it lasts, look at the load of the server"


class ConnectionLostError(StoreError):
    """The server went away, or ended the connection."""

    what = "the connection to the database was lost, nothing was written"
    remedy = "try again once the server answers"


class CommitUnknownError(ConnectionLostError):
    """The server went away while it was committing."""

    what = "the connection to the database was lost while committing: it is not known whether it was written"
    remedy = "look whether it was; an action with a request key may simply be repeated"


class ServerBackupError(StoreError):
    """A server is backed up by its own tools."""

    what = "a database on a server is not copied by shenbao"
    remedy = "run `pg_dump --format=custom --file=shenbao.dump postgresql://user@host/database`"


class ServerRestoreError(StoreError):
    """A server is restored by its own tools."""

    what = "a database on a server is not replaced by shenbao"
    remedy = "run `pg_restore --exit-on-error --dbname=postgresql://user@host/database shenbao.dump` on an empty one"
