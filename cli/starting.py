"""`shenbao init`: the home folder, the database, the programmes, and who acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import AsJson
from cli.output import emit
from cli.service import read_settings

if TYPE_CHECKING:
    from casework.service import Service
    from settings import Settings


def init_command(
    people: Annotated[
        Path | None,
        typer.Option(
            "--people", metavar="FILE", help="YAML or JSON of organisations, people, roles and objects."
        ),
    ] = None,
    programmes: Annotated[
        Path | None,
        typer.Option(
            "--programmes", metavar="DIR", help="Folder of the definitions, when not shenbao's own."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the home folder and the database, and enter the programmes; a second time it only adds what is new.

    The file of --people is entered whole or not at all; what is there already, and the same, is passed over.
    """
    from casework.service import Service
    from casework.storage.store import open_store

    known = read_settings()
    made = make_database(known)
    with open_store(known.database_url) as store:
        working = Service(store)
        entered = enter_programmes(working, programmes)
        counts = _enter_people(working, people) if people else {}
    record = {
        "home": str(known.home), "database": store.where, "made": made, "programmes": entered, "entered": counts,
    }  # fmt: skip
    emit(as_json, record, _lines(record, entered, counts))


def make_database(known: Settings) -> bool:
    """Make the database where there is none; raises StoreError for one that is there and cannot be used."""
    from casework.storage.errors import (
        DatabaseMissingError,
        DatabaseNotInitialisedError,
        DatabaseUnopenableError,
    )
    from casework.storage.store import open_store, upgrade

    try:
        open_store(known.database_url).close()
    except (DatabaseMissingError, DatabaseNotInitialisedError):
        with open_store(known.database_url, current=False) as store:
            try:
                for folder in (
                    known.home,
                    *([store.path.parent] if known.database_url.startswith("sqlite") else []),
                ):
                    folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseUnopenableError(store.where, error.strerror or "") from error
            upgrade(store)
        return True
    return False


def enter_programmes(working: Service, folder: Path | None = None) -> dict[str, str]:
    """Enter every programme, once all of them have been found to load; raises DefinitionError."""
    from casework.entering.programmes import enter_programme
    from cli import clock
    from statemachines.library import all_ids, folder_of
    from statemachines.loader import load_folder

    folders = {id: folder_of(id, folder) for id in all_ids(folder)}
    for each in folders.values():
        load_folder(each)
    return {id: enter_programme(working, each, clock.now()) for id, each in folders.items()}


def _enter_people(working: Service, file: Path) -> Mapping[str, int]:
    from casework.entering.rosters import enter_new
    from cli import clock
    from cli.roster import read_roster

    rows = read_roster(file, clock.now())
    return enter_new(working, rows)


def _lines(
    record: Mapping[str, Any], programmes: Mapping[str, str], counts: Mapping[str, int]
) -> Iterator[str]:
    yield f"{'made' if record['made'] else 'found'} {record['database']}"
    yield from (f"programme {id}  {digest[:12]}" for id, digest in programmes.items())
    yield from (f"entered {count} {kind}" for kind, count in counts.items())
