"""What is wrong with a database is said clearly, and nothing is half-written."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from casework.storage import errors
from casework.storage.store import Store, check, open_store, upgrade
from models.tables import counter

pytestmark = pytest.mark.only("sqlite")


def put(store: Store, name: str) -> None:
    with store.writing() as connection:
        connection.execute(insert(counter).values(name=name, value=1))


def expect(kind: type[errors.StoreError], url: str) -> errors.StoreError:
    """Opening it must fail, in words that name the file and the way out."""
    with pytest.raises(errors.StoreError) as caught:
        open_store(url)
    assert type(caught.value) is kind
    assert caught.value.where in str(caught.value)
    assert caught.value.remedy in str(caught.value)
    return caught.value


def test_open_says_that_there_is_none(tmp_path: Path) -> None:
    """And makes none by looking."""
    path = tmp_path / "shenbao.db"
    expect(errors.DatabaseMissingError, f"sqlite:///{path}")
    assert not path.exists()


def test_open_says_that_it_is_a_folder(tmp_path: Path) -> None:
    """Somebody set the home folder as the database."""
    expect(errors.DatabaseUnopenableError, f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("content", [b"", None])
def test_open_says_that_it_has_no_tables(tmp_path: Path, content: bytes | None) -> None:
    """An empty file, or a database that nothing was put into."""
    path = tmp_path / "shenbao.db"
    if content is None:
        with sqlite3.connect(path) as raw:
            raw.execute("PRAGMA user_version=1")
        raw.close()
    else:
        path.write_bytes(content)
    expect(errors.DatabaseNotInitialisedError, f"sqlite:///{path}")


@pytest.mark.parametrize("content", [b"programme: standard\n" * 50, b"SQLite format 3\0", b"\0" * 5000])
def test_open_says_that_it_is_no_database(tmp_path: Path, content: bytes) -> None:
    """A file of another kind, or the first bytes of a database."""
    path = tmp_path / "shenbao.db"
    path.write_bytes(content)
    expect(errors.DatabaseCorruptError, f"sqlite:///{path}")
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_open_says_that_it_is_truncated(database: Path, url: str, kept: float) -> None:
    """Wherever it was cut."""
    os.truncate(database, int(database.stat().st_size * kept))
    assert "cut short" in str(expect(errors.DatabaseCorruptError, url))


def test_damage_within_is_found(database: Path, url: str) -> None:
    """A check reads what opening does not, and reading a damaged page is a clear error."""
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (database.stat().st_size - 4096))
    with open_store(url, current=False) as store:
        assert [problem for problem in check(store) if "damaged" in problem]
        with pytest.raises(errors.DatabaseCorruptError), store.reading() as connection:
            connection.execute(select(counter)).all()


def test_open_says_that_it_belongs_to_something_else(tmp_path: Path) -> None:
    """And an upgrade does not mix our tables with theirs."""
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE photo (name TEXT)")
    raw.close()
    url = f"sqlite:///{path}"
    expect(errors.NotOurDatabaseError, url)
    with open_store(url, current=False) as store, pytest.raises(errors.NotOurDatabaseError):
        upgrade(store)


@pytest.mark.parametrize(
    ("revision", "kind"), [("0001", errors.SchemaOlderError), ("9999", errors.SchemaNewerError)]
)
def test_open_says_that_it_is_of_another_version(
    database: Path, url: str, revision: str, kind: type[errors.StoreError]
) -> None:
    """Both revisions are told."""
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", [revision])
    raw.close()
    error = expect(kind, url)
    assert isinstance(error, errors.SchemaOlderError | errors.SchemaNewerError)
    assert error.found == revision
    assert error.expected > "0001"
    with open_store(url, current=False) as store:
        assert check(store) == [str(error)]


def test_upgrade_refuses_what_is_newer(database: Path, url: str) -> None:
    """An older program must not touch it."""
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with open_store(url, current=False) as store, pytest.raises(errors.SchemaNewerError):
        upgrade(store)


@pytest.mark.parametrize("url", ["shenbao.db", "sqlite://", "sqlite:///:memory:", "mysql://host/db", ""])
def test_open_refuses_what_names_no_file(url: str) -> None:
    """A store is a file that another process can open too."""
    with pytest.raises(errors.DatabaseUrlError, match="write sqlite:////"):
        open_store(url)


def test_open_keeps_a_password_out_of_the_error() -> None:
    """Errors end up in logs."""
    with pytest.raises(errors.DatabaseUrlError) as caught:
        open_store("mysql://li:geheim@host/shenbao")
    assert "geheim" not in str(caught.value)
    with pytest.raises(errors.DatabaseUnreachableError) as caught_too:
        open_store("postgresql://li:geheim@127.0.0.1:1/shenbao")
    assert "geheim" not in str(caught_too.value)


def test_upgrade_in_no_folder_says_so(tmp_path: Path) -> None:
    """The folder is made by who starts shenbao, not by a slip in an address."""
    url = f"sqlite:///{tmp_path / 'none' / 'shenbao.db'}"
    with (
        open_store(url, current=False) as store,
        pytest.raises(errors.DatabaseUnopenableError, match="must exist"),
    ):
        upgrade(store)


def test_read_only_database_can_be_read_and_says_so_when_written(database: Path) -> None:
    """As on a disk mounted for reading; root, too, meets it this way."""
    with open_store(f"sqlite:///file:{database}?mode=ro&uri=true") as store:
        assert check(store) == []
        with pytest.raises(errors.DatabaseReadOnlyError, match="can be read but not written"):
            put(store, "a")


def fill(store: Store) -> None:
    """Write until a limit of ten more pages is met."""
    with store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")
        connection.execute(insert(counter).values(name="small", value=1))
        with store.savepoint(connection):
            for number in range(1000):
                connection.execute(insert(counter).values(name=f"{number}" * 1000, value=1))


def test_full_disk_says_so_and_nothing_is_written(store: Store) -> None:
    """Neither before nor after the point where it was full."""
    with pytest.raises(errors.DiskFullError, match="nothing was written"):
        fill(store)
    with store.reading() as connection:
        assert connection.execute(select(counter)).all() == []
    assert check(store) == []
    put(store, "a")


def test_wrong_statement_is_not_dressed_up(store: Store) -> None:
    """A fault of ours stays recognisable as one."""
    with pytest.raises(Exception, match="no such table: nowhere") as caught, store.reading() as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(caught.value, errors.StoreError)


WRITER = """
import sys
from sqlalchemy import insert
from casework.storage.store import open_store
from models.tables import counter

store = open_store(sys.argv[1])
for number in range(1_000_000):
    with store.writing() as connection:
        connection.execute(insert(counter).values(name=f"first {number}", value=number))
        if number == int(sys.argv[2]):
            print("now", flush=True)
            sys.stdin.read()
        connection.execute(insert(counter).values(name=f"second {number}", value=number))
"""


@pytest.mark.parametrize("number", [0, 40])
def test_process_killed_within_a_transaction_leaves_nothing_half_written(url: str, number: int) -> None:
    """What was committed before stays, and the next writer is not kept waiting."""
    command = [sys.executable, "-c", WRITER, url, str(number)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGKILL)
    with open_store(url) as store:
        assert check(store) == []
        with store.writing() as connection:
            rows = connection.execute(select(counter.c.name).order_by(counter.c.value)).scalars().all()
    assert sorted(rows) == sorted(f"{which} {n}" for n in range(number) for which in ("first", "second"))
