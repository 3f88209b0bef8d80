"""`shenbao materials`: files sent for the papers of a case, and the folder in which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from cli.case_texts import moment
from cli.exits import FAILED, BadUsage
from cli.options import AsJson, Person
from cli.output import emit, table
from cli.service import service

if TYPE_CHECKING:
    from casework.handed_in.filing import FilesReport

app = typer.Typer(
    help="Materials (材料): files sent for cases, and the folder of files.", no_args_is_help=True
)

PIECE = 256 * 1024
Number = Annotated[str, typer.Argument(metavar="NO", help="Number of the case, such as standard-2025-0001.")]
FileNumber = Annotated[
    str, typer.Argument(metavar="FILE_NO", help="Number of the file, such as standard-2025-0001-F001.")
]


@app.command("list")
def list_command(number: Number, as_json: AsJson = False) -> None:
    """List the files that were sent for a case and not withdrawn."""
    from casework.cases import case_row
    from casework.handed_in.uploads import uploads_of

    with service() as working, working.store.reading() as connection:
        case_row(connection, number)
        found = uploads_of(connection, f"case:{number}")
    rows = [
        (
            each.no, each.slot, each.name, each.kind, each.size, moment(each.at), each.by_person,
            f"revision {each.revision}" if each.revision else "waits",
        )
        for each in found
    ]  # fmt: skip
    emit(as_json, found, table(("file", "for", "name", "kind", "bytes", "sent", "by", "handed in"), rows))


@app.command("add")
def add_command(
    number: Number,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="Id of the paper in the definition.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file; it stays where it is.")],
    person: Person,
    as_json: AsJson = False,
) -> None:
    """Send a file for a paper of a case; it is handed in with the action that hands in the papers."""
    from casework.handed_in.uploads import MATERIAL, receive
    from cli import clock

    with service() as working, _opened(file) as source:
        pieces = iter(lambda: source.read(PIECE), b"")
        found = receive(
            working, f"case:{number}", MATERIAL + paper, file.name, pieces, by=person, now=clock.now()
        )
    emit(
        as_json,
        found,
        [f"{found.no}: {found.name} ({found.kind}, {found.size} bytes) SHA-256 {found.digest}"],
    )


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise BadUsage(f"{file} cannot be read: {error.strerror}") from None


@app.command("withdraw")
def withdraw_command(file_no: FileNumber, person: Person, as_json: AsJson = False) -> None:
    """Withdraw a file that was not handed in yet; it is removed from the folder after three days."""
    from casework.handed_in.uploads import withdraw
    from cli import clock

    with service() as working:
        found = withdraw(working, file_no, by=person, now=clock.now())
    emit(as_json, found, [f"withdrawn: {found.no} {found.name}"])


@app.command("verify")
def verify_command(as_json: AsJson = False) -> None:
    """Read every file that was sent, and compare it with its digest and with the record.

    The exit status is 1 where a file is missing or damaged, or the record says something else of it. Files that nothing
    names are told, and are no fault.
    """
    from casework.handed_in.filing import verify_files

    with service() as working:
        found = verify_files(working)
        where = str(working.files.root)
    emit(as_json, {"ok": found.ok, "folder": where, "found": found}, _lines(found, where))
    if not found.ok:
        raise typer.Exit(FAILED)


def _lines(found: FilesReport, where: str) -> Iterator[str]:
    for what in ("missing", "damaged", "altered", "orphans", "unfinished"):
        word = {"orphans": "nothing names", "unfinished": "never became whole"}.get(what, what)
        yield from (f"{word}: {each}" for each in getattr(found, what))
    yield f"{'in order' if found.ok else 'NOT in order'}: {found.checked} files in {where}"
