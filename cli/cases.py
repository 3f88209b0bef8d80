"""`shenbao case`: applications begun, moved, listed, and explained."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import tables
from cli.acting import Key, add_act_command, told
from cli.options import AsJson, DryRun, Language, Limit, Person
from cli.output import emit, table
from cli.payloads import pairs
from cli.service import asked, service

app = typer.Typer(help="Cases (申报件): begin, move, list and explain them.", no_args_is_help=True)
app.add_typer(tables.app, name="table")

Number = Annotated[str, typer.Argument(metavar="NO", help="Number of the case, such as standard-2025-0001.")]
ForPerson = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Show also what is open to this person.")
]


@app.command("new")
def new_command(
    person: Person,
    round_no: Annotated[str, typer.Option("--round", metavar="NO", help="Number of the round.")],
    applicant: Annotated[
        str, typer.Option("--applicant", metavar="CODE", help="Who applies (统一社会信用代码).")
    ],
    object_no: Annotated[str, typer.Option("--object", metavar="NO", help="What the application is about.")],
    operator: Annotated[
        str, typer.Option("--operator", metavar="CODE", help="Who operates the object.")
    ] = "",
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", metavar="NAME=VALUE", help="A declared fact; may be repeated."),
    ] = None,
    partner: Annotated[
        list[str] | None,
        typer.Option("--partner", metavar="CODE", help="Who applies together with it; may be repeated."),
    ] = None,
    key: Key = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Begin an application in a round, as a draft of the applicant."""
    from casework.applications import Application, apply

    application = Application(
        round_no,
        applicant,
        object_no,
        operator or None,
        dict(pairs(fact or (), "--fact")),
        tuple(partner or ()),
    )
    with service() as working:
        told(apply(working, application, asked("open", person), key=key, dry_run=dry_run), dry_run, as_json)


@app.command("start")
def start_command(
    programme: Annotated[str, typer.Argument(metavar="PROGRAMME", help="Id of the programme.")],
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Id of the procedure.")],
    person: Person,
    object_no: Annotated[str, typer.Option("--object", metavar="NO", help="What the case is about.")],
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", metavar="NAME=VALUE", help="A declared fact; may be repeated."),
    ] = None,
    key: Key = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Start a case of a procedure that a body starts by itself, outside any round, such as the draft of a policy."""
    from casework.starting import start_case

    facts = dict(pairs(fact or (), "--fact"))
    with service() as working:
        wanted = asked("open", person)
        done = start_case(
            working, programme, procedure, object_no, wanted, facts=facts, key=key, dry_run=dry_run
        )
    told(done, dry_run, as_json)


@app.command("list")
def list_command(
    programme: Annotated[str, typer.Option("--programme", metavar="ID", help="Of this programme.")] = "",
    procedure: Annotated[str, typer.Option("--procedure", metavar="ID", help="Of this procedure.")] = "",
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="In this state.")] = "",
    round_no: Annotated[str, typer.Option("--round", metavar="NO", help="Of this round.")] = "",
    region: Annotated[
        str,
        typer.Option(
            "--region", metavar="DIGITS", help="Handled in regions whose code begins so (GB/T 2260)."
        ),
    ] = "",
    applicant: Annotated[str, typer.Option("--applicant", metavar="CODE", help="Of this applicant.")] = "",
    running: Annotated[bool, typer.Option("--running", help="Leave out those that have ended.")] = False,
    board: Annotated[bool, typer.Option("--board", help="Count them by state instead.")] = False,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List cases, each with its state, who has to act and until when."""
    from casework.views import cases, filtering
    from casework.views.monitoring import board as boards
    from cli import clock

    wanted = filtering.CaseFilter(
        programme=programme, procedure=procedure, state=state, round_no=round_no, region=region, applicant=applicant,
        running=running,
    )  # fmt: skip
    with service() as working:
        if board:
            columns = boards.board(working, wanted, clock.now())
            counts = [
                (each.programme, each.procedure, each.state, each.state_name, each.count) for each in columns
            ]
            emit(as_json, columns, table(("programme", "procedure", "state", "name", "cases"), counts))
            return
        found = cases.list_cases(working, wanted, clock.now(), limit)
    rows = [
        (each.no, each.state, each.state_name, each.owner, _until(each), each.applicant, each.object) for each in found
    ]  # fmt: skip
    emit(as_json, found, table(("case", "state", "name", "waits for", "until", "applicant", "object"), rows))


def _until(row: object) -> str:
    from casework.views.cases import CaseRow

    assert isinstance(row, CaseRow)
    if row.last_day is None or row.ended_at is not None:
        return ""
    mark = " overdue" if row.overdue else " provisional" if row.provisional else ""
    return f"{row.last_day}{mark}"


@app.command("show")
def show_command(number: Number, person: ForPerson = "", as_json: AsJson = False) -> None:
    """Show a case in full: parties, facts, papers, criteria, deadlines and actions."""
    from casework.views.case import case_detail
    from cli.case_texts import shown

    with service() as working:
        found = case_detail(working, number.removeprefix("case:"), asked("", person))
    emit(as_json, found, shown(found))


@app.command("explain")
def explain_command(
    number: Number,
    person: ForPerson = "",
    language: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """Explain a case: where it is, what comes next, who must act until when and why that day, what is missing."""
    from casework.refused import NotFound
    from casework.views.case import case_detail
    from casework.views.traces import explain_deadlines
    from cli.case_texts import explained

    wanted, plain_number = asked("", person), number.removeprefix("case:")
    with service() as working:
        found = case_detail(working, plain_number, wanted)
        try:
            traces = explain_deadlines(working, f"case:{plain_number}", wanted.now, language)
        except NotFound:
            traces = ()
    open_ones = tuple(each for each in traces if each.deadline.state in ("running", "paused", "expired"))
    emit(as_json, {"case": found, "deadlines": open_ones}, explained(found, open_ones, person))


@app.command("history")
def history_command(number: Number, as_json: AsJson = False) -> None:
    """Show the history of a case, entry by entry, with the hashes that chain it."""
    from casework.views.histories import history_of
    from cli.case_texts import history_lines

    with service() as working:
        found = history_of(working, f"case:{number.removeprefix('case:')}")
    emit(as_json, found, history_lines(found))


add_act_command(
    app, "case", "Take an action on a case, or on several, each by itself, with a result for each."
)
