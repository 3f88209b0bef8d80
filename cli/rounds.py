"""`shenbao round`: rounds opened, listed and moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import Key, add_act_command, told
from cli.options import AsJson, DryRun, Limit, Person
from cli.output import emit, table
from cli.payloads import pairs
from cli.service import asked, service

if TYPE_CHECKING:
    from casework.views.rounds import RoundRow

app = typer.Typer(
    help="Rounds (批次): open them once every asked value is set, list and show them.", no_args_is_help=True
)

Number = Annotated[str, typer.Argument(metavar="NO", help="Number of the round, such as standard-2025-R1.")]


@app.command("open")
def open_command(
    programme: Annotated[str, typer.Argument(metavar="PROGRAMME", help="Id of the programme.")],
    procedure: Annotated[
        str, typer.Argument(metavar="PROCEDURE", help="Id of the procedure, such as apply.")
    ],
    year: Annotated[
        int, typer.Option("--year", min=1949, max=9998, metavar="YYYY", help="The year it belongs to.")
    ],
    person: Person,
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="A value that the definition asks of a round; may be repeated."
        ),
    ] = None,
    key: Key = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Open a round. `shenbao programme show` lists the values to set; none of them has a default."""
    from casework.calls import open_round

    settings = dict(pairs(setting or (), "--set"))
    with service() as working:
        done = open_round(
            working, programme, procedure, year, settings, asked("open", person), key=key, dry_run=dry_run
        )
    told(done, dry_run, as_json)


@app.command("list")
def list_command(
    programme: Annotated[str, typer.Option("--programme", metavar="ID", help="Of this programme.")] = "",
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List rounds with their cases counted."""
    from casework.views.rounds import list_rounds
    from cli.case_texts import moment

    with service() as working:
        found = list_rounds(working, programme, limit)
    rows = [
        (each.no, each.procedure, each.year, each.state_name, moment(each.opens_at), moment(each.closes_at), each.cases,
         each.running) for each in found
    ]  # fmt: skip
    headings = ("round", "procedure", "year", "state", "opened", "closes", "cases", "running")
    emit(as_json, found, table(headings, rows))


@app.command("show")
def show_command(number: Number, as_json: AsJson = False) -> None:
    """Show a round: its settings, its cases counted, and how much of each quota is used."""
    from casework.views.rounds import show_round

    with service() as working:
        found = show_round(working, number.removeprefix("round:"))
    emit(as_json, found, _lines(found))


def _lines(found: RoundRow) -> Iterator[str]:
    from cli.case_texts import moment

    yield f"{found.no}  {found.state}  {found.state_name}"
    yield f"  opened {moment(found.opens_at) or '-'}, closes {moment(found.closes_at) or '-'}"
    yield f"  cases {found.cases}, still running {found.running}"
    yield from (f"  {key} = {value}" for key, value in found.settings.items())
    for quota in found.quotas:
        most = "depends on the case" if quota.most is None else f"of {quota.most}, {quota.free} free"
        yield f"  quota {quota.stage}: {quota.organisation} {quota.organisation_code} used {quota.used} {most}"


add_act_command(app, "round", "Take an action on a round: close it before its day, extend it, or finish it.")
