"""`shenbao run`: the whole service in one process."""

from __future__ import annotations

from cli.service import read_settings

__all__ = ["run_command"]


def run_command() -> None:
    """Run the service: the console, everything that happens by itself, and Prefect's pages beside it.

    Where there is no database yet, one is made, with the programmes and invented cases to look at.
    """
    from casework.service import Service
    from casework.storage.store import open_store
    from cli.first_start import make_if_missing
    from cli.service import files_of, press_of
    from cli.serving import listening, serve

    known = read_settings()
    with listening(known) as door:  # before anything else is touched
        make_if_missing(known)
        with open_store(known.database_url) as store:
            serve(known, Service(store, files=files_of(known), press=press_of(known)), door, server=True)
