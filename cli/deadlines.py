"""`shenbao deadline`: what is due, and how each day was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, Language, Limit
from cli.output import emit, table
from cli.service import service

if TYPE_CHECKING:
    from casework.views.traces import DeadlineTrace

app = typer.Typer(help="Deadlines (期限): what is due, and how each day was counted.", no_args_is_help=True)


@app.command("list")
def list_command(
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those that have passed.")] = False,
    programme: Annotated[str, typer.Option("--programme", metavar="ID", help="Of this programme.")] = "",
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List what is due, the most urgent first; provisional dates are marked, for nothing expires from them."""
    from casework.views.deadlines import list_deadlines
    from cli import clock

    with service() as working:
        found = list_deadlines(working, clock.now(), overdue=overdue, programme=programme, limit=limit)
    rows = [
        (each.last_day, each.days_left, each.subject, each.rule, each.state,
         "overdue" if each.overdue else "provisional" if each.provisional else "") for each in found
    ]  # fmt: skip
    emit(as_json, found, table(("last day", "days", "subject", "rule", "state", "mark"), rows))


@app.command("explain")
def explain_command(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="case:NO, list:NO, title:NO, round:NO.")],
    language: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """Show every deadline of a subject day by day, with all that paused, moved or extended it."""
    from casework.views.traces import explain_deadlines
    from cli import clock

    with service() as working:
        found = explain_deadlines(working, subject, clock.now(), language)
    emit(as_json, found, _lines(found))


def _lines(found: Sequence[DeadlineTrace]) -> Iterator[str]:
    from cli.case_texts import changed

    for each in found:
        due = each.deadline
        yield f"{due.subject}  {due.rule}  {due.state}{'  provisional' if due.provisional else ''}"
        yield each.text
        yield from map(changed, each.changes)
