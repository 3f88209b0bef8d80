"""`shenbao task` and `shenbao sanction`: what no stage asks of anyone, and who is kept out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.options import AsJson, Person
from cli.output import emit, table
from cli.service import service

tasks = typer.Typer(help="Tasks (待办): what no stage asks of anyone.", no_args_is_help=True)
sanctions = typer.Typer(help="Sanctions (惩戒): who is kept out, and until when.", no_args_is_help=True)


@tasks.command("list")
def list_tasks_command(
    closed: Annotated[bool, typer.Option("--all", help="The closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the open tasks: undelivered letters, refused by the mail server, calendars needed, timers set aside."""
    from casework.views.duties import list_tasks
    from cli.case_texts import moment

    with service() as working:
        found = list_tasks(working, closed=closed)
    rows = [
        (each.no, each.kind, each.subject, each.rule, moment(each.opened_at), moment(each.closed_at))
        for each in found
    ]
    emit(as_json, found, table(("task", "kind", "subject", "rule", "opened", "closed"), rows))


@tasks.command("assign")
def assign_task_command(
    number: Annotated[str, typer.Argument(metavar="NO", help="Number of the task, such as T000001.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="Number of the person who is to do it.")],
    person: Person,
    as_json: AsJson = False,
) -> None:
    """Give an open task to a person."""
    from casework.duties import assign
    from cli import clock

    with service() as working:
        assign(working, number, to, person, clock.now())
    emit(as_json, {"task": number, "person": to}, [f"{number} is {to}'s now"])


@tasks.command("close")
def close_task_command(
    number: Annotated[str, typer.Argument(metavar="NO", help="Number of the task, such as T000001.")],
    person: Person,
    as_json: AsJson = False,
) -> None:
    """Close a task that is done; an entry of the register says who closed it."""
    from casework.duties import close
    from cli import clock

    with service() as working:
        close(working, number, person, clock.now())
    emit(as_json, {"closed": number}, [f"closed {number}"])


@sanctions.command("list")
def list_sanctions_command(
    programme: Annotated[str, typer.Option("--programme", metavar="ID", help="Of this programme.")] = "",
    party: Annotated[
        str, typer.Option("--party", metavar="CODE", help="Of this organisation or object.")
    ] = "",
    in_force: Annotated[bool, typer.Option("--in-force", help="Only those in force today.")] = False,
    as_json: AsJson = False,
) -> None:
    """List sanctions with their first and last day."""
    from calendars import day_of
    from casework.views.duties import list_sanctions
    from cli import clock

    on: date | None = day_of(clock.now()) if in_force else None
    with service() as working:
        found = list_sanctions(working, programme=programme, party=party, on=on)
    rows = [
        (each.no, each.cause, each.party_role, each.party, each.case_no, each.from_on, each.until_on)
        for each in found
    ]
    emit(as_json, found, table(("sanction", "cause", "role", "party", "case", "from", "until"), rows))
