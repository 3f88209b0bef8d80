"""`shenbao title`: titles with their assessments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import add_act_command
from cli.options import AsJson, Limit, one_of
from cli.output import emit, table
from cli.service import service

if TYPE_CHECKING:
    from casework.views.titles import TitleDetail

app = typer.Typer(help="Titles (称号): who holds them, and how they were assessed.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(metavar="NO", help="Number of the title, such as standard-T0001.")]


@app.command("list")
def list_command(
    programme: Annotated[str, typer.Option("--programme", metavar="ID", help="Of this programme.")] = "",
    state: Annotated[
        str,
        typer.Option(
            "--state",
            parser=one_of("", "issued", "in_force", "revoked", "expired"),
            metavar="STATE",
            help="issued, in_force, revoked or expired.",
        ),
    ] = "",
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List titles, each with the day its next assessment opens."""
    from casework.views.titles import list_titles
    from cli import clock

    with service() as working:
        found = list_titles(working, clock.now(), programme=programme, state=state, limit=limit)
    rows = [
        (each.no, each.kind_name, each.object, each.holder, each.state, each.granted_on, each.ended_on,
         each.next_assessment) for each in found
    ]  # fmt: skip
    headings = ("title", "kind", "object", "holder", "state", "granted", "ended", "next assessment")
    emit(as_json, found, table(headings, rows))


@app.command("show")
def show_command(number: Number, as_json: AsJson = False) -> None:
    """Show a title with its assessments and rectifications."""
    from casework.views.titles import show_title
    from cli import clock

    with service() as working:
        found = show_title(working, number.removeprefix("title:"), clock.now())
    emit(as_json, found, _lines(found))


def _lines(found: TitleDetail) -> Iterator[str]:
    title = found.title
    yield f"{title.no}  {title.kind_name}  {title.state}  {title.state_name}"
    yield f"  object {title.object} {title.object_no}, holder {title.holder} {title.holder_code}"
    yield f"  granted {title.granted_on} by case {title.case_no}, plaque {title.plaque_no or '-'}"
    if title.valid_until:
        yield f"  valid until {title.valid_until}"
    if title.ended_on:
        yield f"  ended {title.ended_on}"
    if title.next_assessment:
        yield f"  next assessment opens {title.next_assessment}"
    for each in found.assessments:
        failed = {None: "", True: ", failed", False: ", passed"}[each.failed]
        yield f"  {each.kind} {each.sequence}: {each.grade or '-'}{failed} ({each.case_no}, {each.state})"
        if each.rectify_by:
            accepted = {None: "open", True: "accepted", False: "not accepted"}[each.accepted]
            yield f"    rectification by {each.rectify_by}: {accepted}"


add_act_command(app, "title", "Take an action on a title, such as opening an assessment out of turn.")
