"""`shenbao person`: personal words erased."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.exits import BadUsage
from cli.options import AsJson, Person
from cli.output import emit
from cli.service import service

app = typer.Typer(help="People (人员): erase their personal words.", no_args_is_help=True)


@app.callback()
def _keeps_its_name() -> None:
    """Else Typer would take the only command for the whole."""


@app.command("erase")
def erase_command(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Whose history: case:NO, list:NO, …")],
    entry: Annotated[int, typer.Argument(metavar="ENTRY", min=1, help="Number of the entry.")],
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="Name of the field, as `case history` shows it.")
    ],
    person: Person,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: erased words cannot be brought back.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase the personal words of one field of an entry; the record stays whole, the register says who erased what."""
    from casework.personal import erase
    from cli import clock

    if not yes:
        _confirm(f"{subject} entry {entry}, “{field}”: erase these words for good?")
    with service() as working:
        registered = erase(working, subject, entry, field, person, clock.now())
    record = {"subject": subject, "entry": entry, "field": field, "register": registered}
    emit(as_json, record, [f"erased {subject} entry {entry}, {field}", f"  register {registered}"])


def _confirm(question: str) -> None:
    """Ask who sits at the terminal; raises BadUsage where nobody does."""
    if not sys.stdin.isatty():
        raise BadUsage("erased words cannot be brought back; where nobody can be asked, confirm with --yes")
    typer.confirm(question, abort=True, err=True)
