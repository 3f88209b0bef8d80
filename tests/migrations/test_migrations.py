"""The steps that make a database lead up, down and up again, and agree with the models."""

import io
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

import migrations
import models
from casework.storage import schema, sqlite
from casework.storage.errors import DatabaseCorruptError, StoreError
from casework.storage.store import Store, check, open_store, upgrade
from tests.databases import Databases
from tests.migrations.shapes import leftovers, shape

on_sqlite = pytest.mark.only("sqlite")


@pytest.fixture
def url(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing is."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'shenbao.db'}"
        return
    name = databases.server.create()
    yield databases.server.url(name)
    databases.server.drop(name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A database brought up to our revision."""
    with open_store(url, current=False) as store:
        upgrade(store)
        yield store


def tables(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_lead_up_down_and_up_again(store: Store) -> None:
    """Nothing is left below, and everything is there again above."""
    assert tables(store) == set(models.metadata.tables)
    with store.reading() as connection:
        before = shape(connection)
    schema.migrate(store, "downgrade", "base")
    assert tables(store) == set()
    with store.reading() as connection:
        assert leftovers(connection) == []
    upgrade(store)
    assert check(store) == []
    with store.reading() as connection:
        assert shape(connection) == before


@pytest.mark.parametrize("revision", migrations.revisions())
def test_migration_leads_down_from_every_step(store: Store, revision: str) -> None:
    """Each step can be undone with the ones below it still there."""
    schema.migrate(store, "downgrade", revision)
    with store.reading() as connection:
        assert schema.found(connection) == revision
    upgrade(store)
    assert check(store) == []


def test_models_and_migrations_agree(store: Store) -> None:
    """Who changes a table writes the step that changes it."""
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []


@pytest.fixture
def modelled(databases: Databases, database_kind: str) -> Iterator[Engine]:
    """A database made by the models alone."""
    name = databases.server.create() if database_kind == "postgresql" else ""
    address = (
        databases.server.url(name).replace("postgresql", "postgresql+psycopg", 1) if name else "sqlite://"
    )
    engine = create_engine(address)
    models.metadata.create_all(engine)
    yield engine
    engine.dispose()
    if name:
        databases.server.drop(name)


def test_models_and_migrations_agree_on_checks_indexes_and_triggers(store: Store, modelled: Engine) -> None:
    """A choice added in the models must be added to the database's CHECK as well."""
    with modelled.connect() as from_models, store.reading() as from_steps:
        assert shape(from_steps) == shape(from_models)


FORGOTTEN = [
    "DROP INDEX ix_timer_due_at_pending",
    "ALTER TABLE payment DROP CONSTRAINT ck_payment_amount_above_zero",
    "DROP TRIGGER history_no_change ON history",
]


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("statement", FORGOTTEN)
def test_what_a_migration_forgets_is_seen(store: Store, modelled: Engine, statement: str) -> None:
    with store.writing() as connection:
        connection.execute(text(statement))
    with modelled.connect() as from_models, store.reading() as from_steps:
        assert shape(from_steps) != shape(from_models)


def test_revisions_are_the_chain_of_files() -> None:
    """The program's own list of revisions is Alembic's."""
    config = Config()
    config.set_main_option("script_location", str(migrations.HOME))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == migrations.revisions()


def test_upgrade_twice_changes_nothing(store: Store) -> None:
    """An upgrade of what is up to date is no error."""
    with store.reading() as connection:
        before = shape(connection)
    upgrade(store)
    with store.reading() as connection:
        assert shape(connection) == before


def test_upgrade_works_from_anywhere_and_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The command line decides what is printed, and starts in any folder."""
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///here.db", current=False) as store:
        upgrade(store)
    assert capfd.readouterr() == ("", "")


def test_upgrade_that_fails_leaves_the_database_as_it_was(store: Store) -> None:
    """All steps are one transaction."""
    schema.migrate(store, "downgrade", "0002")
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE counter (name TEXT)"))  # the last step makes this one
    before = tables(store)
    with pytest.raises((DBAPIError, StoreError), match="already exists"):
        upgrade(store)
    assert tables(store) == before
    with store.reading() as connection:
        assert schema.found(connection) == "0002"


def test_letters_from_before_are_due_since_they_were_caused(store: Store) -> None:
    """One that somebody had claimed is due when the lease ends."""
    schema.migrate(store, "downgrade", "0007")
    insert = text(
        "INSERT INTO letter (entry, template, recipient, subject, facts, language, created_at, attempts, message_id, "
        "last_error, state, lease_until) "
        "VALUES (:entry, 't', 'r', 's', '{}', 'zh', '2026-01-01 00:00:00+00:00', 0, '', '', :state, :lease)"
    )
    with store.writing() as connection:
        connection.execute(insert, {"entry": "a", "state": "pending", "lease": None})
        connection.execute(insert, {"entry": "b", "state": "claimed", "lease": "2026-01-01 00:05:00+00:00"})
    upgrade(store)
    with store.reading() as connection:
        due = connection.exec_driver_sql("SELECT due_at FROM letter ORDER BY entry").scalars().all()
    assert [str(each)[:16] for each in due] == ["2026-01-01 00:00", "2026-01-01 00:05"]
    schema.migrate(store, "downgrade", "0007")
    with store.reading() as connection:
        leases = connection.exec_driver_sql("SELECT lease_until FROM letter ORDER BY entry").scalars().all()
    assert [each and str(each)[:16] for each in leases] == [None, "2026-01-01 00:05"]


@on_sqlite
def test_upgrade_refuses_rows_that_point_at_nothing(store: Store) -> None:
    """Foreign keys are off while tables are made anew, so they are looked at before the commit."""
    schema.migrate(store, "downgrade", "0005")
    with sqlite3.connect(store.path) as raw:  # foreign keys are off here
        raw.execute("INSERT INTO quota_use VALUES ('R1', '913701007884512345', 'city', 1)")
    raw.close()
    with pytest.raises(DatabaseCorruptError, match="row 1 of quota_use points at a row of"):
        upgrade(store)
    with store.reading() as connection:
        assert schema.found(connection) == "0005"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@on_sqlite
def test_a_revision_can_be_written_by_comparison(store: Store, tmp_path: Path) -> None:
    """`alembic revision --autogenerate` writes a step that leads to the models: all since the tenth in one."""
    copy = Path(shutil.copytree(migrations.HOME, tmp_path / "migrations"))
    for step in (copy / "versions").glob("[0-9]*.py"):
        if step.name > "0011":  # from here on tables are made, with moments in them
            step.unlink()
    schema.migrate(store, "downgrade", "0010")
    config = Config(copy / "alembic.ini", stdout=io.StringIO())
    with store.engine.connect() as connection:
        sqlite.raw_of(connection).allow_writing(True)
        config.attributes["connection"] = connection
        command.revision(config, "The last steps again", autogenerate=True, rev_id="0999")
        command.upgrade(config, "head")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []
    written = (copy / "versions" / "0999_the_last_steps_again.py").read_text(encoding="utf-8")
    assert "from migrations.columns import MOMENT" in written
    assert "models" not in written
    assert "sqlmodel" not in written
