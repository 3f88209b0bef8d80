"""`shenbao letters`: deliver what waits in the outbox, look at it, see what a letter will say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import FAILED, BadUsage
from cli.options import AsJson, Limit, Person
from cli.output import emit, table
from cli.progress import counting
from cli.service import read_settings, service

app = typer.Typer(help="Letters (函件): deliver them, look at them, try them again.", no_args_is_help=True)

Recipient = Annotated[
    str, typer.Option("--recipient", metavar="WHO", help="Only those to org:CODE, a person, role:witness.")
]
Subject = Annotated[str, typer.Option("--subject", metavar="SUBJECT", help="Only those about case:NO, …")]
STATES = ("pending", "claimed", "sent", "failed", "withheld")


@app.command("deliver")
def deliver_command(
    once: Annotated[
        bool, typer.Option("--once", help="Deliver what is due now and end (the only way there is by hand).")
    ] = True,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Deliver the letters that are due; the exit status is 1 where the mail server takes nothing."""
    import asyncio

    from casework.letters import deliver
    from cli import clock
    from flows.mailing import office_of, transport_of

    known = read_settings()
    transport, office = transport_of(known), office_of(known)
    with service() as working, counting("letters") as counted:
        done = asyncio.run(deliver(working, clock.now(), transport, office, limit=limit, progress=counted))
    counts = ("sent", "deferred", "failed", "withheld", "returned", "taken_over")
    lines = [f"{name.replace('_', ' ')} {count} letters" for name in counts if (count := getattr(done, name))]
    lines += [f"the mail server takes nothing: {done.outage}"] if done.outage else []
    emit(as_json, done, lines or ["no letter was due"])
    if done.outage:
        raise typer.Exit(FAILED)


@app.command("list")
def list_command(
    state: Annotated[
        str, typer.Option("--state", metavar="STATE", help=f"Only these: {', '.join(STATES)}.")
    ] = "",
    recipient: Recipient = "",
    subject: Subject = "",
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List letters, the newest first: to whom, about what, whether they arrived, and what the mail server said."""
    from casework.views.letters import list_letters
    from cli.case_texts import moment

    if state and state not in STATES:
        raise BadUsage(f"--state: “{state}” is unknown; use one of {', '.join(STATES)}")
    with service() as working:
        found = list_letters(working, state=state, recipient=recipient, subject=subject, limit=limit)
    rows = [
        (
            moment(each.created_at),
            each.state,
            each.template,
            each.recipient,
            each.subject,
            each.attempts,
            each.last_error,
        )
        for each in found
    ]
    emit(
        as_json,
        found,
        table(("caused", "state", "template", "recipient", "about", "tried", "last error"), rows),
    )


@app.command("preview")
def preview_command(
    template: Annotated[
        str, typer.Argument(metavar="[TEMPLATE]", help="Id of the template; all are named without.")
    ] = "",
    programme: Annotated[
        str,
        typer.Option("--programme", metavar="ID", help="With this programme's own words, where it has any."),
    ] = "",
    language: Annotated[str, typer.Option("--lang", metavar="zh|en", help="Language of the letter.")] = "zh",
    html: Annotated[bool, typer.Option("--html", help="Print the HTML instead of the plain text.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a letter says, with invented facts; without a template, list the templates."""
    from notifications.rendering import LANGUAGES, render, template_ids
    from notifications.samples import sample

    if not template:
        emit(as_json, template_ids(), template_ids())
        return
    if language not in LANGUAGES:
        raise BadUsage(f"--lang: “{language}” is unknown; use zh or en")
    rendered = render(template, sample(template, language), language, _overrides(programme))
    plain = [rendered.subject, "", rendered.text.rstrip("\n")]
    emit(as_json, rendered, [rendered.html] if html else plain)


def _overrides(programme: str) -> Path | None:
    from statemachines.library import folder_of

    folder = folder_of(programme) / "letters" if programme else None
    return folder if folder and folder.is_dir() else None


@app.command("retry")
def retry_command(
    person: Person,
    recipient: Recipient = "",
    subject: Subject = "",
    as_json: AsJson = False,
) -> None:
    """Let letters that failed, or were withheld for want of a setting, be tried again; closes their tasks."""
    from casework.letters import try_again
    from cli import clock

    with service() as working:
        count = try_again(working, person, clock.now(), recipient=recipient, subject=subject)
    emit(as_json, {"letters": count}, [f"{count} letters are to be tried again"])


@app.command("contact")
def contact_command(
    who: Annotated[str, typer.Argument(metavar="WHO", help="Number of a person, or org:CODE.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where letters go from now on.")],
    person: Person,
    as_json: AsJson = False,
) -> None:
    """Put the address of a person or an organisation right; letters that had failed for it are tried again."""
    from casework.letters import change_contact
    from cli import clock

    with service() as working:
        count = change_contact(working, who, address, person, clock.now())
    emit(as_json, {"who": who, "letters": count}, [f"{who}: changed; {count} letters are to be tried again"])
