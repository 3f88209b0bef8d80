"""`shenbao list`: lists published, corrected and shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import add_act_command
from cli.options import AsJson, Limit, one_of
from cli.output import emit, table
from cli.service import service

if TYPE_CHECKING:
    from casework.views.lists import ListDetail

app = typer.Typer(help="Lists (名单): publish and correct them, with all their cases.", no_args_is_help=True)

Number = Annotated[
    str, typer.Argument(metavar="NO", help="Number of the list, such as standard-2025-R1-L01.")
]


@app.command("list")
def list_command(
    programme: Annotated[str, typer.Option("--programme", metavar="ID", help="Of this programme.")] = "",
    state: Annotated[
        str,
        typer.Option(
            "--state",
            parser=one_of("", "draft", "published", "closed"),
            metavar="STATE",
            help="draft, published or closed.",
        ),
    ] = "",
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the lists with their windows."""
    from casework.views.lists import list_lists

    with service() as working:
        found = list_lists(working, programme=programme, state=state, limit=limit)
    rows = [
        (each.no, each.name, each.state, each.entries, each.published_on, each.window_first, each.window_last)
        for each in found
    ]
    emit(as_json, found, table(("list", "name", "state", "entries", "published", "from", "to"), rows))


@app.command("show")
def show_command(number: Number, as_json: AsJson = False) -> None:
    """Show a list: its window, its entries, and the objections to them."""
    from casework.views.lists import show_list

    with service() as working:
        found = show_list(working, number.removeprefix("list:"))
    emit(as_json, found, _lines(found))


def _lines(found: ListDetail) -> Iterator[str]:
    from cli.case_texts import moment

    row = found.list
    yield f"{row.no}  {row.name}  {row.state}  {row.state_name}"
    if row.published_on:
        yield f"  published {row.published_on} at {row.place}, window {row.window_first} to {row.window_last}"
    yield from (f"  存疑 / doubtful: {each}" for each in found.warnings)
    rows = [(each.rank, each.case_no, each.state, each.applicant, each.object) for each in found.entries]
    yield from table(("rank", "case", "entry", "applicant", "object"), rows)
    for each in found.objections:
        met = {None: "", True: ", conditions met", False: ", conditions not met"}[each.conditions_met]
        yield f"objection {each.no} to {each.case_no}, {moment(each.received_at)}: {each.state}{met}"


add_act_command(app, "list", "Take an action on a list: publish it, or correct what was published.")
