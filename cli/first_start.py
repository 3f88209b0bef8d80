"""The first start of a service: a database with the programmes and, unless told otherwise, cases to look at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cli.output import warn

if TYPE_CHECKING:  # each function imports what it needs, so that `shenbao --help` stays quick
    from settings import Settings

__all__ = ["make_if_missing"]


def make_if_missing(known: Settings) -> None:
    """Make the database where there is none; raises StoreError for one that is there and cannot be used.

    It is made beside its place, as another file or in a schema of its own, and put there once it is whole: a kill
    leaves nothing half-made, and the next start begins anew.
    """
    from casework.storage.errors import DatabaseMissingError, DatabaseNotInitialisedError
    from casework.storage.postgresql_aside import made_aside
    from casework.storage.sqlite_database import Sqlite
    from casework.storage.store import open_store

    try:
        open_store(known.database_url).close()
    except (DatabaseMissingError, DatabaseNotInitialisedError):
        with open_store(known.database_url, current=False) as store:
            path = store.path if isinstance(store.database, Sqlite) else None
            if path is None:
                with made_aside(store) as address:
                    if address:
                        _make(known.model_copy(update={"database_url": address}))
                return
        made = path.with_name(f"{path.name}.new")
        made.unlink(missing_ok=True)
        _make(known.model_copy(update={"database_url": f"sqlite:///{made}"}))
        _put(made, path)


def _make(known: Settings) -> None:
    from casework.service import Service
    from casework.storage.store import open_store
    from cli import clock
    from cli.starting import enter_programmes, make_database

    make_database(known)
    with open_store(known.database_url, durable=False) as store:
        working = Service(store)
        if known.demonstration == "on":
            from casework.accounts.demonstration import demonstration_people
            from cli.accounts import how_to_sign_in
            from rehearsal.demonstration import demonstrate

            warn("making a database with cases to look at, which takes some seconds …")
            password = demonstrate(working, clock.now())
            for line in how_to_sign_in(demonstration_people(working), password):
                warn(line)
        enter_programmes(working)


def _put(made: Path, path: Path) -> None:
    """Put a file in its place, on the disk before it bears its name."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)
