"""`shenbao node`: one of many processes that do together what is due."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.service import read_settings

__all__ = ["node_command"]


def node_command(
    web: Annotated[
        bool, typer.Option("--web", help="With the console, at SHENBAO_HOST and SHENBAO_PORT.")
    ] = False,
) -> None:
    """Do what is due, together with other nodes on the same database; it must have been made by `shenbao init`.

    No server of Prefect's is started: SHENBAO_PREFECT names the one that all nodes share, or is “off”.
    """
    from contextlib import nullcontext

    from casework.service import Service
    from casework.storage.store import open_store
    from cli.service import files_of, press_of
    from cli.serving import listening, serve

    known = read_settings()
    with (
        listening(known) if web else nullcontext() as door,
        open_store(known.database_url) as store,
    ):
        serve(known, Service(store, files=files_of(known), press=press_of(known)), door, server=False)
