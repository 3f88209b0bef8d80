"""`shenbao db`: the database upgraded, checked, copied and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import FAILED
from cli.options import AsJson
from cli.output import emit
from cli.service import read_settings

app = typer.Typer(help="The database: upgrade, check, back up, restore.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_command(as_json: AsJson = False) -> None:
    """Bring the database of an older shenbao to this one's schema, all at once or not at all."""
    from casework.storage.errors import SchemaOlderError
    from casework.storage.schema import expected
    from casework.storage.store import open_store, upgrade

    url, upgraded = read_settings().database_url, False
    try:
        open_store(url).close()
    except SchemaOlderError:  # any other fault is told: upgrading neither makes nor mends a database
        with open_store(url, current=False) as store:
            upgrade(store)
        upgraded = True
    what = f"revision {expected()}, {'upgraded' if upgraded else 'nothing to do'}"
    emit(as_json, {"upgraded": upgraded, "revision": expected()}, [what])


@app.command("check")
def check_command(as_json: AsJson = False) -> None:
    """Read the whole database and tell what is wrong with it; the exit status is 1 where something is."""
    from casework.storage.store import check, open_store

    with open_store(read_settings().database_url, current=False) as store:
        faults = check(store)
    emit(as_json, {"database": store.where, "faults": faults}, faults or [f"{store.where}: sound"])
    if faults:
        raise typer.Exit(FAILED)


@app.command("backup")
def backup_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file that is not there yet.")],
    as_json: AsJson = False,
) -> None:
    """Copy the database as it is at this moment; nobody need stop working. Files are not in it: copy them after it."""
    from casework.handed_in.upload_rows import digests_needed
    from casework.storage.store import backup, open_store

    known = read_settings()
    with open_store(known.database_url) as store:
        backup(store, path)
        with store.reading() as connection:
            count = len(digests_needed(connection))
    files = [f"{count} files are not in it: copy the folder {known.files} now"] if count else []
    emit(as_json, {"backup": str(path), "files": str(known.files)}, [f"wrote {path}", *files])


@app.command("restore")
def restore_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A backup.")], as_json: AsJson = False
) -> None:
    """Put a sound backup in the place of the database, which nobody may be using; the old file is kept beside it."""
    from casework.storage.store import restore

    kept = restore(path, read_settings().database_url)
    lines = [f"restored {path}", *([f"the old database is kept as {kept}"] if kept else [])]
    emit(as_json, {"restored": str(path), "kept": None if kept is None else str(kept)}, lines)
