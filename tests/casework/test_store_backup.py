"""Backups are whole or not there; only sound ones are brought back."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from casework.storage import errors
from casework.storage.store import Store, backup, check, open_store, restore
from models.tables import counter

pytestmark = pytest.mark.only("sqlite")


def put(store: Store, name: str) -> None:
    with store.writing() as connection:
        connection.execute(insert(counter).values(name=name, value=1))


def names(url: str) -> list[str]:
    with open_store(url) as store, store.reading() as connection:
        return list(connection.execute(select(counter.c.name)).scalars())


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_backup_is_one_file_that_is_sound(store: Store, tmp_path: Path) -> None:
    """Taken while somebody writes, it has what was committed, and no journal beside it."""
    put(store, "a")
    copy = tmp_path / "backups" / "a.db"
    copy.parent.mkdir()
    with store.writing() as connection:
        connection.execute(insert(counter).values(name="b", value=1))
        backup(store, copy)
    assert files(copy.parent) == {"a.db"}
    assert copy.read_bytes()[18:20] == b"\x01\x01"  # no WAL: it can be opened where nothing can be written
    with open_store(f"sqlite:///{copy}") as opened:
        assert check(opened) == []
    assert names(f"sqlite:///{copy}") == ["a"]


def test_backup_never_overwrites(store: Store, tmp_path: Path) -> None:
    """An older backup may be the good one."""
    copy = tmp_path / "a.db"
    copy.write_text("something")
    with pytest.raises(errors.BackupExistsError, match=r"a\.db: there is already a file"):
        backup(store, copy)
    assert copy.read_text() == "something"


def test_backup_into_no_folder_says_so(store: Store, tmp_path: Path) -> None:
    """The error names the backup, not the database."""
    with pytest.raises(errors.DatabaseUnopenableError) as caught:
        backup(store, tmp_path / "none" / "a.db")
    assert caught.value.where == str(tmp_path / "none" / "a.db")


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, errors.DiskFullError), (errno.EIO, errors.DatabaseIoError)]
)
def test_backup_leaves_no_part_of_itself_when_it_fails(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[errors.StoreError]
) -> None:
    """Half a backup is worse than none."""

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(kind, match=os.strerror(number)):
        backup(store, folder / "a.db")
    assert files(folder) == set()


def test_backup_and_restore_without_hard_links(
    store: Store, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems have none."""

    def refuse(_name: Path, _file: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    put(store, "a")
    backup(store, tmp_path / "copy.db")
    put(store, "b")
    store.close()
    kept = restore(tmp_path / "copy.db", url)
    assert names(url) == ["a"]
    assert names(f"sqlite:///{kept}") == ["a", "b"]


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Path:
    """A backup that holds `a`, of a database that has gone on to `b` and is closed."""
    path = tmp_path / "copies" / "copy.db"
    path.parent.mkdir()
    put(store, "a")
    backup(store, path)
    put(store, "b")
    store.close()
    return path


def test_restore_brings_the_copy_back_and_keeps_the_old_file(copy: Path, url: str, database: Path) -> None:
    """Who restored the wrong one can go back."""
    kept = restore(copy, url)
    assert kept == database.with_name("shenbao.db.1")
    assert names(url) == ["a"]
    assert names(f"sqlite:///{kept}") == ["a", "b"]
    assert copy.exists()


def test_restore_twice_keeps_both_old_files(copy: Path, url: str, database: Path) -> None:
    """No kept file is overwritten by the next."""
    assert restore(copy, url) == database.with_name("shenbao.db.1")
    assert restore(copy, url) == database.with_name("shenbao.db.2")


def test_restore_where_nothing_is(copy: Path, tmp_path: Path) -> None:
    """On a new machine."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert restore(copy, url) is None
    assert names(url) == ["a"]


def test_restore_over_a_damaged_database(copy: Path, url: str, database: Path) -> None:
    """The very case that backups are for; the damaged file and its journal are kept."""
    database.write_bytes(b"damaged")
    database.with_name("shenbao.db-wal").write_bytes(b"journal")
    kept = restore(copy, url)
    assert kept is not None
    assert kept.read_bytes() == b"damaged"
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"journal"
    assert names(url) == ["a"]


def test_restore_refuses_while_somebody_uses_the_database(copy: Path, url: str) -> None:
    """They would go on writing into the file that was set aside."""
    with open_store(url) as other, other.reading() as connection:
        connection.execute(select(counter)).all()
        with pytest.raises(errors.DatabaseLockedError):
            restore(copy, url)
    assert names(url) == ["a", "b"]


def break_within(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 40_000)


def dangle(copy: Path) -> None:
    with sqlite3.connect(copy) as raw:
        raw.execute("INSERT INTO quota_use VALUES ('R1', '913701007884512345', 'city', 1)")
    raw.close()


def empty(copy: Path) -> None:
    copy.unlink()
    with sqlite3.connect(copy) as raw:
        raw.execute("PRAGMA user_version=1")
    raw.close()


def cut(copy: Path) -> None:
    os.truncate(copy, copy.stat().st_size // 2)


@pytest.mark.parametrize("spoil", [break_within, dangle, empty, cut, Path.unlink])
def test_restore_refuses_what_is_not_sound(copy: Path, url: str, tmp_path: Path, spoil: object) -> None:
    """The database stays as it is, and nothing is left lying about."""
    assert callable(spoil)
    spoil(copy)
    before = files(tmp_path)
    with pytest.raises(errors.BackupNotSoundError) as caught:
        restore(copy, url)
    assert caught.value.where == str(copy)
    assert names(url) == ["a", "b"]
    assert files(tmp_path) == before


def test_restore_refuses_a_copy_of_a_newer_version(copy: Path, url: str) -> None:
    """This program could not open it."""
    with sqlite3.connect(copy) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(errors.SchemaNewerError):
        restore(copy, url)
    assert names(url) == ["a", "b"]


def test_restore_refuses_what_names_no_file(copy: Path) -> None:
    """There is no file to put it in place of."""
    with pytest.raises(errors.DatabaseUrlError):
        restore(copy, "shenbao.db")
