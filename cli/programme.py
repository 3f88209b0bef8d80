"""`shenbao programme`: definitions listed, shown, proved sound, drawn, begun anew, and what is made from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:  # each command imports what it needs, so that `shenbao --help` stays quick
    from calendars import Calendar
    from statemachines.linter import Finding
    from statemachines.loader import Loaded

app = typer.Typer(
    help="Definitions of programmes: list, show, check, draw, begin a new one.", no_args_is_help=True
)

FINDINGS, BAD_INPUT, FAULTY = 1, 2, 4

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the programme, such as standard.")]
Folder = Annotated[
    Path | None,
    typer.Option("--programmes", metavar="DIR", help="Folder of the definitions, when not shenbao's own."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OnlyCheck = Annotated[bool, typer.Option("--check", help="Write nothing; exit status 1 when out of date.")]


@app.command("list")
def list_command(programmes: Folder = None, as_json: AsJson = False) -> None:
    """List the programmes. The exit status is 4 when a definition has faults; the others are listed all the same."""
    from cli.programme_records import summary
    from statemachines.definition.faults import DefinitionError
    from statemachines.library import all_ids

    rows, faults = [], []
    for id in all_ids(_folder(programmes)):
        try:
            rows.append(summary(_loaded(id, programmes)))
        except DefinitionError as error:
            faults.append(str(error))
    if as_json:
        typer.echo(_json(rows))
    else:
        for row in rows:
            typer.echo(f"{row['id']}  {row['name']}  ({', '.join(row['procedures'])})")
    if faults:
        _refuse("\n".join(faults), FAULTY)


@app.command("show")
def show_command(id: Id, programmes: Folder = None, as_json: AsJson = False) -> None:
    """Show a programme: its procedures with their stages, and the values a round has to set."""
    from cli.programme_records import record as record_of

    with _refusals():
        record = record_of(_loaded(id, programmes))
    if as_json:
        typer.echo(_json(record))
        return
    typer.echo(f"{record['name']}\n{record['id']}")
    for key, procedure in record["procedures"].items():
        typer.echo(f"\n{key}  {procedure['name']}")
        for state in procedure["states"]:
            typer.echo(
                f"  {state['id']}  {state['name']}  [{state['owner'] or '-'}]  {state['due'] or ''}".rstrip()
            )
        typer.echo(f"  ends: {', '.join(procedure['ends'])}")
        for asked in procedure["asked"]:
            typer.echo(
                f"  to be set: {asked['key']}  {asked['what']}  (suggested: {asked['suggest'] or '-'})"
            )


@app.command("check")
def check_command(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Default: every programme.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="PATH", help="A definition anywhere.")
    ] = None,
    programmes: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Prove definitions sound: every fault is shown with the path of actions that leads to it.

    The exit status is 1 when there are findings, 4 when a definition cannot be loaded.
    """
    from cli.programme_files import accounted
    from statemachines.definition.faults import DefinitionError
    from statemachines.library import all_ids, folder_of
    from statemachines.linter import check
    from statemachines.loader import load_file, load_folder

    if file is not None and ids:
        _refuse("Error: give ids or --file, not both", BAD_INPUT)
    calendar = _calendar()
    found: dict[str, list[Finding]] = {}
    faults: list[str] = []
    with _refusals():
        folders = [folder_of(id, _folder(programmes)) for id in ids or all_ids(_folder(programmes))]
    for each in [file] if file is not None else [folder / "programme.yaml" for folder in folders]:
        try:
            loaded = load_file(each) if each == file else load_folder(each.parent)
            accounted(each)
            found[str(each) if each == file else each.parent.name] = check(loaded, calendar)
        except DefinitionError as error:
            faults.append(str(error))
    _tell(found, as_json)
    if faults:
        _refuse("\n".join(faults), FAULTY)
    if any(found.values()):
        raise typer.Exit(FINDINGS)


def _tell(found: dict[str, list[Finding]], as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        typer.echo(_json({name: [asdict(each) for each in findings] for name, findings in found.items()}))
        return
    for name, findings in found.items():
        typer.echo(f"{name}: {f'{len(findings)} findings' if findings else 'ok'}")
        for each in findings:
            typer.echo(f"  {each}")


@app.command("diagram")
def diagram_command(
    id: Id,
    procedure: Annotated[str | None, typer.Option("--procedure", help="Only this one.")] = None,
    language: Annotated[str, typer.Option("--lang", metavar="zh|en", help="Language of the labels.")] = "zh",
    programmes: Folder = None,
) -> None:
    """Print the procedures as Mermaid state diagrams."""
    from statemachines.definition.faults import nearest
    from statemachines.diagram import mermaid

    if language not in ("zh", "en"):
        _refuse(f"Error: '{language}' is unknown; use zh or en", BAD_INPUT)
    with _refusals():
        procedures = _loaded(id, programmes).procedures
    if procedure is not None and procedure not in procedures:
        _refuse(f"Error: '{procedure}' is no procedure of {id}{nearest(procedure, procedures)}", BAD_INPUT)
    chosen = procedures.values() if procedure is None else [procedures[procedure]]
    typer.echo("\n".join(mermaid(each, language) for each in chosen), nl=False)


@app.command("new")
def new_command(id: Id, programmes: Folder = None) -> None:
    """Begin a new programme: a copy of the template under a new id."""
    from cli.programme_files import new_programme

    with _refusals():
        typer.echo(new_programme(id, _folder(programmes)))


@app.command("schema")
def schema_command(programmes: Folder = None, check: OnlyCheck = False) -> None:
    """Write programmes/schema.json, by which editors complete a definition."""
    from statemachines.definition.schema import schema_text

    _generate({"schema.json": schema_text()}, _folder(programmes), check)


@app.command("pages")
def pages_command(
    programmes: Folder = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Default: docs/reference/programmes.")
    ] = None,
    check: OnlyCheck = False,
) -> None:
    """Write a page for every programme into the documentation."""
    from cli.programme_files import pages

    folder = _folder(programmes)
    with _refusals():
        made = pages(folder)
    _generate(made, to or folder.parent / "docs" / "reference" / "programmes", check)


def _generate(wanted: dict[str, str], folder: Path, check: bool) -> None:
    from cli.programme_files import out_of_date, write

    try:
        changed = out_of_date(wanted, folder) if check else write(wanted, folder)
    except OSError as error:
        _refuse(f"Error: cannot write {folder}: {error.strerror}", BAD_INPUT)
    for name in changed:
        typer.echo(f"{'out of date' if check else 'written'}: {folder / name}", err=check)
    if check and changed:
        raise typer.Exit(FINDINGS)


def _folder(programmes: Path | None) -> Path:
    from statemachines.library import programmes_folder

    if programmes is not None and not programmes.is_dir():
        _refuse(f"Error: '{programmes}' is no folder", BAD_INPUT)
    return programmes or programmes_folder()


def _loaded(id: str, programmes: Path | None) -> Loaded:
    from statemachines.library import folder_of
    from statemachines.loader import load_folder

    return load_folder(folder_of(id, _folder(programmes)))


def _calendar() -> Calendar:
    import cli.calendar
    from calendars import Calendar

    return Calendar(cli.calendar.load_overlay())


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns what cannot be used into a message on stderr and an exit status."""
    from errors import ShenbaoError
    from statemachines.definition.faults import DefinitionError

    try:
        yield
    except DefinitionError as error:
        _refuse(str(error), FAULTY)
    except ShenbaoError as error:
        _refuse(f"Error: {error}", BAD_INPUT)


def _refuse(reason: str, status: int) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(status)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
