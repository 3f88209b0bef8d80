"""`shenbao person`: duties handed over, personal words erased."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from cli.exits import BadUsage
from cli.options import AsJson, Person, read_day
from cli.output import emit, table
from cli.service import service

app = typer.Typer(
    help="People (人员): hand over their duties, erase their personal words.", no_args_is_help=True
)


@app.command("hand-over")
def hand_over_command(
    absent: Annotated[str, typer.Argument(metavar="FROM", help="Number of the officer who is absent.")],
    stand_in: Annotated[str, typer.Argument(metavar="TO", help="Number of the person who stands in.")],
    until: Annotated[
        date, typer.Option("--until", parser=read_day, metavar="DATE", help="The last day of it.")
    ],
    person: Person,
    since: Annotated[
        date | None,
        typer.Option("--from", parser=read_day, metavar="DATE", help="The first day; today unless given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hand over the duties of an absent officer (移交): the stand-in may act, has the tasks and gets the letters."""
    from casework.rights.hand_overs import hand_over_duties
    from cli import clock

    with service() as working:
        number = hand_over_duties(working, absent, stand_in, person, clock.now(), until=until, since=since)
    record = {"hand_over": number, "from": absent, "to": stand_in, "until": until}
    emit(as_json, record, [f"{number}: {stand_in} stands in for {absent} until {until}"])


@app.command("take-back")
def take_back_command(
    number: Annotated[str, typer.Argument(metavar="NO", help="Number of the hand-over, such as H000001.")],
    person: Person,
    as_json: AsJson = False,
) -> None:
    """End a hand-over before its last day."""
    from casework.rights.hand_overs import take_back
    from cli import clock

    with service() as working:
        take_back(working, number, person, clock.now())
    emit(as_json, {"hand_over": number, "ended": True}, [f"ended {number}"])


@app.command("hand-overs")
def hand_overs_command(
    past: Annotated[bool, typer.Option("--all", help="The ended ones too.")] = False, as_json: AsJson = False
) -> None:
    """List who stands in for whom, now and later."""
    from calendars import day_of
    from casework.rights.hand_overs import list_hand_overs
    from cli import clock
    from cli.case_texts import moment

    with service() as working:
        found = list_hand_overs(working, None if past else day_of(clock.now()))
    rows = [
        (each.no, each.person_no, each.stand_in_no, each.from_on, each.until_on, moment(each.ended_at))
        for each in found
    ]
    emit(as_json, found, table(("no", "absent", "stands in", "from", "until", "ended"), rows))


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
    from casework.record.personal import erase
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
