"""A database on a server that is made where nobody sees it, and moved to its place in one commit once it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from casework.storage import schema
from casework.storage.store import Store

__all__ = ["made_aside"]

ASIDE = "shenbao_new"  # the schema it is made in; what a kill has left there is thrown away
_MAKER = 0x736E6577  # advisory lock of a session: who makes is alone, and a kill gives it back

_PARTS = """SELECT 'ALTER TABLE ' || oid::regclass::text FROM pg_class
WHERE relnamespace = %(aside)s::regnamespace AND relkind = 'r'
UNION ALL SELECT 'ALTER FUNCTION ' || oid::regprocedure::text FROM pg_proc
WHERE pronamespace = %(aside)s::regnamespace ORDER BY 1"""


@contextmanager
def made_aside(store: Store) -> Iterator[str]:
    """Give the address under which the database of ``store`` is to be made; it is in its place after the `with`.

    An empty address says that another process has made it meanwhile. Where the `with` is left by an exception or a
    kill, the place stays empty. Raises StoreError, DatabaseLockedError where another process is about to make it.
    """
    with _alone(store):
        if _is_there(store):
            yield ""
            return
        with _altering(store) as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {ASIDE}")
        yield _address(store)
        with _altering(store) as connection:
            _move(connection)


def _is_there(store: Store) -> bool:
    with store.reading() as connection:
        return schema.found(connection) is not None


def _address(store: Store) -> str:
    url = store.engine.url.set(drivername="postgresql")
    given = url.query.get("options", "")
    known = [given] if isinstance(given, str) else [*given]
    options = " ".join([*filter(None, known), f"-csearch_path={ASIDE}"])
    return url.update_query_dict({"options": options}).render_as_string(hide_password=False)


def _move(connection: Connection) -> None:
    """Tables take their indexes, constraints and triggers along; whatever else is left makes DROP SCHEMA fail."""
    place = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for part in connection.exec_driver_sql(_PARTS, {"aside": ASIDE}).scalars().all():
        connection.exec_driver_sql(f"{part} SET SCHEMA {place}")
    connection.exec_driver_sql(f"DROP SCHEMA {ASIDE}")


@contextmanager
def _altering(store: Store) -> Iterator[Connection]:
    with (
        store.database.clear_errors(),
        store.engine.connect() as connection,
        store.database.altering(connection),
    ):
        yield connection


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    with store.engine.connect() as connection:
        raw = store.database.raw_of(connection)
        with store.database.clear_errors():
            raw.run(f"SELECT pg_advisory_lock({_MAKER})")
        try:
            yield
        finally:
            raw.run(f"SELECT pg_advisory_unlock({_MAKER})")
