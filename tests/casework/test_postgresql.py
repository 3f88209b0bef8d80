"""What is particular to PostgreSQL: failures in plain words, nothing half-written, and the same as SQLite elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, select, text

from casework.storage import errors, postgresql
from casework.storage.store import Store, backup, check, open_store, restore, upgrade
from models.tables import counter
from tests.databases import Databases

pytestmark = pytest.mark.only("postgresql")


def put(store: Store, name: str) -> None:
    with store.writing() as connection:
        connection.execute(insert(counter).values(name=name, value=1))


def names(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(counter.c.name).order_by(counter.c.name)).scalars())


def tell(databases: Databases, statement: str) -> None:
    """What the owner of the server does."""
    databases.server.run(statement)


def end_all(databases: Databases) -> None:
    """As a server that is started anew."""
    tell(
        databases,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shenbao' AND pid <> pg_backend_pid()",
    )


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def expect(databases: Databases) -> Iterator[object]:
    """Opening it must fail, in words that name the database and the way out, and no password."""

    def opened(kind: type[errors.StoreError], url: str) -> None:
        with pytest.raises(errors.StoreError) as caught:
            open_store(url)
        assert type(caught.value) is kind
        assert caught.value.where.startswith("postgresql://")
        assert caught.value.remedy in str(caught.value)
        assert "geheim" not in str(caught.value)

    return opened  # type: ignore[return-value]


def test_open_says_what_is_wrong_with_the_address(databases: Databases, url: str, expect: object) -> None:
    assert callable(expect)
    server = databases.server
    expect(errors.ServerDatabaseMissingError, server.url("nowhere", password="geheim"))
    expect(errors.DatabaseLoginError, server.url(name_of(url), "secured", "geheim"))
    expect(errors.DatabaseLoginError, server.url(name_of(url), "nobody"))
    expect(errors.DatabaseUnreachableError, "postgresql://li:geheim@127.0.0.1:1/shenbao")
    expect(errors.DatabaseUnreachableError, f"postgresql://li:geheim@/shenbao?host={server.folder}/nowhere")


def test_open_says_what_is_wrong_with_the_database(
    databases: Databases, url: str, expect: object, store: Store
) -> None:
    assert callable(expect)
    expect(errors.DatabaseNotInitialisedError, databases.server.url("postgres", "postgres"))
    expect(errors.DatabasePermissionError, databases.server.url(name_of(url), "secured", "secret"))
    for revision, kind in (("0001", errors.SchemaOlderError), ("9999", errors.SchemaNewerError)):
        with store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
        expect(kind, url)
        with open_store(url, current=False) as other:
            assert len(check(other)) == 1


def test_open_wants_texts_in_utf8(databases: Databases, expect: object) -> None:
    assert callable(expect)
    tell(
        databases,
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0",
    )
    try:
        expect(errors.DatabaseEncodingError, databases.server.url("latin"))
    finally:
        databases.server.drop("latin")


def test_upgrade_says_who_may_not_make_tables(databases: Databases) -> None:
    """From version 15 on only the owner of a database may."""
    name = databases.server.create()
    with (
        open_store(databases.server.url(name, "secured", "secret"), current=False) as store,
        pytest.raises(errors.DatabasePermissionError, match="OWNER"),
    ):
        upgrade(store)
    databases.server.drop(name)


def test_upgrade_refuses_the_database_of_something_else(databases: Databases) -> None:
    name = databases.server.create()
    with psycopg.connect(databases.server.url(name), autocommit=True) as raw:
        raw.execute("CREATE TABLE photo (name TEXT)")
    with (
        open_store(databases.server.url(name), current=False) as store,
        pytest.raises(errors.NotOurDatabaseError),
    ):
        upgrade(store)
    databases.server.drop(name)


def test_database_is_sound_and_every_text_is_sorted_by_its_bytes(store: Store) -> None:
    """The server of the tests sorts by a language, where it can; columns added by a revision are not forgotten."""
    assert check(store) == []
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE counter ADD COLUMN note TEXT")
    assert check(store) == ["sorted by a language: counter.note"] or _sorts_by_bytes(store)


def _sorts_by_bytes(store: Store) -> bool:
    with store.reading() as connection:
        return bool(connection.exec_driver_sql("SELECT 'a' > 'B'").scalar_one())


def test_read_only_server_can_be_read_and_says_so_when_written(
    databases: Databases, url: str, store: Store
) -> None:
    """As a standby is."""
    tell(databases, f"ALTER DATABASE {name_of(url)} SET default_transaction_read_only = on")
    with open_store(url) as standby:
        assert names(standby) == []
        with pytest.raises(errors.ServerReadOnlyError, match="primary"):
            put(standby, "a")


def test_connection_lost_within_a_transaction_keeps_nothing(databases: Databases, store: Store) -> None:
    """And the same thread goes on with a new connection."""

    def write() -> None:
        with store.writing() as connection:
            connection.execute(insert(counter).values(name="a", value=1))
            end_all(databases)
            connection.execute(insert(counter).values(name="b", value=1))

    with pytest.raises(errors.ConnectionLostError, match="nothing was written"):
        write()
    put(store, "c")
    assert names(store) == ["c"]


def test_connection_lost_at_the_commit_says_that_nobody_knows(databases: Databases, store: Store) -> None:
    def write() -> None:
        with store.writing() as connection:
            connection.execute(insert(counter).values(name="a", value=1))
            end_all(databases)

    with pytest.raises(errors.CommitUnknownError, match="not known"):
        write()
    assert names(store) == []


def test_connections_lost_while_nobody_used_them_are_made_anew(databases: Databases, store: Store) -> None:
    """A server that was started anew in the night troubles nobody in the morning."""
    put(store, "a")
    assert names(store) == ["a"]
    end_all(databases)
    put(store, "b")
    assert names(store) == ["a", "b"]


def test_failed_statement_that_nobody_heeds_is_no_commit(store: Store) -> None:
    """PostgreSQL turns such a COMMIT into a ROLLBACK without a word."""

    def write() -> None:
        with store.writing() as connection:
            connection.execute(insert(counter).values(name="a", value=1))
            with pytest.raises(Exception, match="duplicate key"):
                connection.execute(insert(counter).values(name="a", value=1))

    with pytest.raises(errors.TransactionLostError):
        write()
    assert names(store) == []


def test_writer_who_is_alone_waits_for_the_others(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is told who is in the way when it takes too long."""
    monkeypatch.setitem(postgresql._SESSION, "lock_timeout", "50ms")
    with open_store(url) as other, store.writing():
        with other.writing():  # two at once, as on no SQLite
            pass
        with pytest.raises(errors.DatabaseLockedError), other.writing(alone=True):
            pass
        with other.writing():  # the connection is whole
            pass


def test_deadlock_is_told_to_one_of_the_two_who_may_try_again(url: str, store: Store) -> None:
    put(store, "a")
    put(store, "b")
    meeting, told = threading.Barrier(2), []

    def move(first: str, second: str) -> None:
        try:
            with store.writing() as connection:
                connection.execute(counter.update().where(counter.c.name == first).values(value=2))
                meeting.wait()
                connection.execute(counter.update().where(counter.c.name == second).values(value=2))
        except errors.DatabaseContendedError as error:
            told.append(error)

    threads = [threading.Thread(target=move, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["try again" in str(error) for error in told] == [True]


def test_session_is_in_utc_and_waits_for_the_disk(url: str) -> None:
    for durable, waits in ((True, "on"), (False, "off")):
        with open_store(url, durable=durable) as store, store.reading() as connection:
            shown = {
                name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
                for name in ("timezone", "synchronous_commit", "lock_timeout", "transaction_read_only")
            }
            assert shown == {
                "timezone": "UTC", "synchronous_commit": waits, "lock_timeout": "10s", "transaction_read_only": "on",
            }  # fmt: skip


def test_backup_and_restore_name_the_tools_of_the_server(store: Store, url: str, tmp_path: Path) -> None:
    with pytest.raises(errors.ServerBackupError, match="pg_dump"):
        backup(store, tmp_path / "copy")
    with pytest.raises(errors.ServerRestoreError, match="pg_restore"):
        restore(tmp_path / "copy", url)
