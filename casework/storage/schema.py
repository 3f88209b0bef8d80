"""The schema of a database: which revision it is at, bringing it to ours, and whether all is well with it."""

import io
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect

import migrations
from casework.storage import errors

if TYPE_CHECKING:
    from casework.storage.store import Store


def expected() -> str:
    """Name the revision this program works with."""
    return migrations.revisions()[-1]


def found(connection: Connection) -> str | None:
    """Name the revision that the database is at, None where it has no tables; NotOurDatabaseError otherwise."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return revision
    if tables:
        raise errors.NotOurDatabaseError(str(connection.engine.url.database))
    return None


def require_current(store: "Store") -> None:
    """Raise a StoreError unless the database is there, sound at first sight and at our revision."""
    store.database.look()
    with store.reading() as connection:
        store.database.require_fit(connection)
        revision = found(connection)
    refuse_newer(store.where, revision)
    if revision is None:
        raise errors.DatabaseNotInitialisedError(store.where)
    if revision != expected():
        raise errors.SchemaOlderError(store.where, revision, expected())


def refuse_newer(where: str, revision: str | None) -> None:
    """Raise SchemaNewerError for a revision that this program does not know."""
    if revision is not None and revision not in migrations.revisions():
        raise errors.SchemaNewerError(where, revision, expected())


def upgrade(store: "Store") -> None:
    """Bring the database to our revision, making it where there is none; all in one transaction.

    Raises StoreError where it is newer than this program, belongs to something else, or fails.
    """
    migrate(store, "upgrade", "head")


def migrate(store: "Store", direction: str, revision: str) -> None:
    """Take the steps `upgrade` or `downgrade` to `revision` (`base` undoes everything)."""
    with (
        store.database.clear_errors(),
        store.engine.connect() as connection,
        store.database.altering(connection),
    ):
        store.database.require_fit(connection)
        refuse_newer(store.where, found(connection))
        _run_alembic(connection, direction, revision)


def _run_alembic(connection: Connection, direction: str, revision: str) -> None:
    from alembic import command  # here, since only a migration is worth the time it takes to import
    from alembic.config import Config

    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(migrations.HOME).replace("%", "%%"))
    config.attributes["connection"] = connection
    steps: Any = getattr(command, direction)
    steps(config, revision)


def check(store: "Store") -> list[str]:
    """Read the whole database and say what is wrong with it: nothing, where all is well."""
    try:
        require_current(store)
        with store.reading() as connection:
            return store.database.faults(connection)
    except errors.StoreError as error:
        return [str(error)]
