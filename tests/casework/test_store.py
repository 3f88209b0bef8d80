"""Reading, writing, savepoints: what is committed, what is undone, who may write."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from casework.storage import sqlite
from casework.storage.errors import DatabaseLockedError, DatabaseReadOnlyError, TransactionLostError
from casework.storage.store import Store, open_store
from models.tables import counter


def put(connection: Connection, *names: str) -> None:
    for name in names:
        connection.execute(insert(counter).values(name=name, value=1))


def names(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(counter.c.name).order_by(counter.c.name)).scalars())


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_writing_commits_at_the_end(store: Store) -> None:
    """And nobody sees it before."""
    with store.writing() as connection:
        put(connection, "a")
        assert names(store) == []
    assert names(store) == ["a"]


def test_writing_undoes_everything_on_an_error(store: Store) -> None:
    """Whatever the error is."""

    def write() -> None:
        with store.writing() as connection:
            put(connection, "a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert names(store) == []
    with store.writing() as connection:
        put(connection, "b")
    assert names(store) == ["b"]


def test_writing_keeps_one_connection_per_thread(store: Store) -> None:
    """A step pays for no connection of its own."""
    seen: list[Connection] = []

    def write() -> None:
        for _ in range(2):
            with store.writing() as connection:
                seen.append(connection)

    write()
    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert seen[0] is seen[1]
    assert seen[2] is seen[3]
    assert seen[0] is not seen[2]


def test_writing_is_never_nested(store: Store) -> None:
    """One action, one commit."""
    with store.writing(), pytest.raises(InvalidRequestError), store.writing():
        pass


@pytest.mark.only("sqlite")
def test_writing_has_the_lock_from_the_start(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second writer waits before it has read anything, then is told who is in the way."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    with open_store(url) as other, store.writing():
        with (
            pytest.raises(DatabaseLockedError, match="another process holds the database") as caught,
            other.writing(),
        ):
            pass
        assert caught.value.where == str(other.path)
        assert names(other) == []  # reading goes on


def test_many_threads_write_one_after_the_other(store: Store) -> None:
    """No update is lost between a read and a write of one who is alone, as every writer is on SQLite."""
    with store.writing() as connection:
        put(connection, "a")

    def count() -> None:
        for _ in range(25):
            with store.writing(alone=True) as connection:
                value = connection.execute(select(counter.c.value)).scalar_one()
                connection.execute(counter.update().values(value=value + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        assert connection.execute(select(counter.c.value)).scalar_one() == 101


def test_reading_sees_one_moment(store: Store) -> None:
    """What is committed meanwhile comes with the next reading."""
    with store.reading() as connection:
        assert connection.execute(select(counter.c.name)).all() == []
        with store.writing() as writer:
            put(writer, "a")
        assert connection.execute(select(counter.c.name)).all() == []
    assert names(store) == ["a"]


def test_all_that_is_read_in_one_moment_agrees(store: Store) -> None:
    """Also behind a moment within the moment, and whatever is written meanwhile; afterwards all is seen."""
    with store.one_moment():
        assert names(store) == []
        with store.writing() as connection:
            put(connection, "a")
        assert names(store) == []
        with store.one_moment():
            assert names(store) == []
        assert names(store) == []
        seen: list[list[str]] = []
        other = threading.Thread(target=lambda: seen.append(names(store)))
        other.start()
        other.join()
        assert seen == [["a"]]  # another thread has moments of its own
    assert names(store) == ["a"]


def test_moment_ends_with_an_error(store: Store) -> None:
    def read() -> None:
        with store.one_moment():
            assert names(store) == []
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read()
    with store.writing() as connection:
        put(connection, "b")
    assert names(store) == ["b"]


def test_reading_cannot_write(store: Store) -> None:
    """There is one way to change anything, and it is not this."""
    with pytest.raises(DatabaseReadOnlyError), store.reading() as connection:
        put(connection, "a")


def test_reading_cannot_write_on_a_connection_that_once_wrote(store: Store) -> None:
    """The connection of a thread that has ended goes back to the readers."""

    def write() -> None:
        with store.writing():
            pass

    for _ in range(3):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    for _ in range(3):
        with pytest.raises(DatabaseReadOnlyError), store.reading() as connection:
            put(connection, "a")


def test_savepoint_undoes_only_its_own(store: Store) -> None:
    """A poisoned action spoils only itself."""
    with store.writing() as connection:
        put(connection, "a")
        with pytest.raises(IntegrityError), store.savepoint(connection):
            put(connection, "b", "b")
        with store.savepoint(connection):
            put(connection, "c")
    assert names(store) == ["a", "c"]


def test_savepoint_within_another_is_undone_with_it(store: Store) -> None:
    """The batch is rolled back whole, also what went well in it."""

    def batch(connection: Connection) -> None:
        with store.savepoint(connection):
            with store.savepoint(connection):
                put(connection, "b")
            with pytest.raises(IntegrityError), store.savepoint(connection):
                put(connection, "c", "c")
            raise ValueError

    with store.writing() as connection:
        put(connection, "a")
        with pytest.raises(ValueError, match=r"^$"):
            batch(connection)
        put(connection, "d")
    assert names(store) == ["a", "d"]


LOSING = text("INSERT OR ROLLBACK INTO counter (name, value) VALUES ('a', 2)")


@pytest.mark.only("sqlite")
def test_transaction_given_up_by_the_database_keeps_nothing(store: Store) -> None:
    """As SQLite does when a disk is full: what follows must not be committed piece by piece."""

    def write() -> None:
        with store.writing() as connection:
            put(connection, "a")
            with pytest.raises(IntegrityError):
                connection.execute(LOSING)
            put(connection, "b")

    with pytest.raises(TransactionLostError):
        write()
    assert names(store) == []
    with store.writing() as connection:
        put(connection, "c")
    assert names(store) == ["c"]


@pytest.mark.only("sqlite")
def test_transaction_given_up_within_a_savepoint_says_so(store: Store) -> None:
    """There is nothing left to go back to, so the batch must not go on."""

    def write() -> None:
        with store.writing() as connection:
            put(connection, "a")
            with pytest.raises(TransactionLostError), store.savepoint(connection):
                connection.execute(LOSING)
            put(connection, "b")

    with pytest.raises(TransactionLostError):
        write()
    assert names(store) == []


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 0)])
def test_connection_is_safe_by_its_pragmas(url: str, durable: bool, synchronous: int) -> None:
    """Only a scratch database does not wait for the disk."""
    with open_store(url, durable=durable) as store, store.writing() as writer, store.reading() as reader:
        for connection in (writer, reader):
            assert pragma(connection, "synchronous") == synchronous
            assert pragma(connection, "foreign_keys") == 1
            assert pragma(connection, "journal_mode") == "wal"


def test_foreign_keys_hold(store: Store) -> None:
    """SQLite forgets them with every connection."""
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), store.writing() as connection:
        connection.execute(text("INSERT INTO quota_use VALUES ('R1', '913701007884512345', 'city', 1)"))


ENTRY = """INTO history VALUES ('case:1', 1, '2024-03-04 00:00:00.000000', 'open', 'opened', 'li', '', '',
'', 'open', :payload, '', '0000000000000000000000000000000000000000000000000000000000000000')"""


@pytest.mark.only("sqlite")
def test_history_cannot_be_replaced(store: Store) -> None:
    """INSERT OR REPLACE deletes without a DELETE; the triggers see it all the same."""
    with store.writing() as connection:
        connection.execute(text("INSERT " + ENTRY), {"payload": "{}"})
    with pytest.raises(IntegrityError, match="append-only"), store.writing() as connection:
        connection.execute(text("INSERT OR REPLACE " + ENTRY), {"payload": "[]"})


@pytest.mark.only("sqlite")
def test_close_undoes_what_is_open(url: str, database: Path) -> None:
    """Nothing half-written is left, and no journal beside the file."""
    store = open_store(url)
    connection = store._writer()
    connection.begin()
    put(connection, "a")
    store.close()
    assert not database.with_name(f"{database.name}-wal").exists()
    with open_store(url) as store:
        assert names(store) == []
