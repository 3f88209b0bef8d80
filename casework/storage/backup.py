"""Copies of the database: made while it is in use, brought back only when they are sound."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from casework.storage import errors, postgresql, schema, sqlite, sqlite_database, sqlite_file

if TYPE_CHECKING:
    from casework.storage.store import Store


def backup(store: "Store", path: Path) -> None:
    """Copy the database to the new file `path`, as it is at one moment; writers need not stop.

    Raises BackupExistsError where there is a file already, ServerBackupError for a database on a server, and
    StoreError where either side fails; the file appears only when it is whole.
    """
    if not isinstance(store.database, sqlite_database.Sqlite):
        raise errors.ServerBackupError(store.where)
    if path.exists():
        raise errors.BackupExistsError(str(path))
    with _clear_file_errors(str(path)), _part_of(path) as part:
        with store.reading() as connection:
            _copy(sqlite.raw_of(connection), part, str(path))
        try:
            _name_also(part, path)
        except FileExistsError as error:
            raise errors.BackupExistsError(str(path)) from error
        _flush(path.parent)


def restore(path: Path, url: str) -> Path | None:
    """Put the backup `path` in place of the database that `url` names, which nobody may be using.

    Returns where the old file is kept (beside the new one), None where there was none. Raises
    BackupNotSoundError, DatabaseLockedError, ServerRestoreError for a database on a server, or another StoreError;
    the old database is in place then.
    """
    parsed = sqlite_file.parse(url)
    if parsed.get_backend_name() == "postgresql":
        raise errors.ServerRestoreError(postgresql.where_of(parsed))
    target = sqlite_file.file_of(parsed)
    with _clear_file_errors(str(target)), _part_of(target) as part:
        _copy_verified(path, part, str(target))
        kept = _keep_beside(target)
        part.replace(target)
        _flush(target.parent)
    return kept


@contextmanager
def _clear_file_errors(where: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        kind = errors.DiskFullError if full else errors.DatabaseIoError
        raise kind(where, error.strerror or "") from error


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """Name the file that grows until it is whole; nothing of it is left."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)  # left by a copy that was killed
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _name_also(file: Path, name: Path) -> None:
    """Give the file a second name, in one step and never over another file."""
    try:
        name.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:  # some file systems have no hard links
        with file.open("rb") as source, name.open("xb") as target:
            shutil.copyfileobj(source, target)


def _copy(source: sqlite3.Connection, part: Path, where: str) -> None:
    with sqlite.clear_errors(where), closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, whole without a -wal beside it
    _flush(part)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_verified(path: Path, part: Path, where: str) -> None:
    try:
        sqlite_file.look_at_file(path)
        with sqlite.clear_errors(str(path)), sqlite.opened_for_reading(path) as connection:
            _refuse_unsound(path, connection)
            _copy(sqlite.raw_of(connection), part, where)
    except (errors.DatabaseMissingError, errors.DatabaseCorruptError, errors.NotOurDatabaseError) as error:
        raise errors.BackupNotSoundError(str(path), error.what) from error


def _refuse_unsound(path: Path, connection: Connection) -> None:
    revision = schema.found(connection)
    schema.refuse_newer(str(path), revision)  # an older one is brought up later by `shenbao db upgrade`
    if revision is None:
        raise errors.BackupNotSoundError(str(path), errors.DatabaseNotInitialisedError.what)
    if faults := sqlite_database.faults(connection):
        raise errors.BackupNotSoundError(str(path), "; ".join(faults))


def _keep_beside(target: Path) -> Path | None:
    if not target.exists():
        return None
    _settle(target)
    kept = _free_name(target)
    for ending in ("-wal", "-shm"):  # left only where the database is damaged
        journal = target.with_name(target.name + ending)
        if journal.exists():
            journal.rename(kept.with_name(kept.name + ending))
    _name_also(target, kept)  # the name itself is overwritten in one step, so that it is never missing
    return kept


def _settle(target: Path) -> None:
    """Bring the journal into the file, and make sure by it that nobody uses the database."""
    try:
        sqlite_file.look_at_file(target)
        with closing(sqlite3.connect(target, timeout=0)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
    except errors.StoreError:
        return  # damaged, as a database to be replaced may well be; to open it would lose its journal
    except sqlite3.Error as error:
        if sqlite.primary_code(error) == sqlite3.SQLITE_BUSY:
            raise errors.DatabaseLockedError(str(target)) from error


def _free_name(target: Path) -> Path:
    number = 1
    while (free := target.with_name(f"{target.name}.{number}")).exists():
        number += 1
    return free
