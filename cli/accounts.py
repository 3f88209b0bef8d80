"""`shenbao account`: who can sign in to the console, one-time links, sessions ended, what was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import BadUsage
from cli.options import AsJson, Limit, Person
from cli.output import emit, table
from cli.service import service

if TYPE_CHECKING:  # each function imports what it needs, so that `shenbao --help` stays quick
    from casework.accounts.demonstration import DemonstrationPerson

__all__ = ["app", "how_to_sign_in"]

app = typer.Typer(help="Accounts (账号): who can sign in to the console.", no_args_is_help=True)

Whose = Annotated[str, typer.Argument(metavar="NO", help="Number of the person.")]
Maker = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Number of the administrator who makes the link.")
]


@app.command("list")
def list_accounts_command(as_json: AsJson = False) -> None:
    """List everybody, and how they can sign in."""
    from casework.accounts.listing import accounts
    from cli import clock
    from cli.case_texts import moment

    with service() as working:
        found = accounts(working, clock.now())
    rows = [
        (
            each.no, each.name, " ".join(each.roles), "" if each.active else "left", moment(each.password_at),
            "due" if each.code_due else moment(each.code_at), moment(each.link_until), each.sessions or "",
        )
        for each in found
    ]  # fmt: skip
    emit(
        as_json,
        found,
        table(("person", "name", "roles", "left", "password", "code", "link until", "sessions"), rows),
    )


@app.command("link")
def make_link_command(
    person: Whose,
    by: Maker = "",
    first: Annotated[
        bool, typer.Option("--first", help="The first administrator's own; only while none can sign in.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a one-time link with which a person sets a password within 72 hours; the one before is worth nothing then.

    It is shown this once: hand it over yourself, to this person alone.
    """
    from casework.accounts.links import LASTS, make_first_link, make_link
    from cli import clock
    from cli.case_texts import moment

    if bool(by) == first:
        raise BadUsage("write --as with the number of an administrator, or --first for the very first one")
    now = clock.now()
    with service() as working:
        token = make_first_link(working, person, now) if first else make_link(working, person, by, now)
    path, until = f"/welcome/{token}", now + LASTS
    record = {"person": person, "path": path, "until": until}
    emit(as_json, record, [path, f"  for {person}, once, until {moment(until)}"])


@app.command("end-sessions")
def end_sessions_command(person: Whose, by: Person, as_json: AsJson = False) -> None:
    """Sign a person out everywhere."""
    from casework.accounts.sessions import end_sessions
    from cli import clock

    with service() as working:
        ended = end_sessions(working, person, by, clock.now())
    emit(as_json, {"person": person, "ended": ended}, [f"{person}: ended {ended} sessions"])


@app.command("drop-code")
def drop_code_command(person: Whose, by: Person, as_json: AsJson = False) -> None:
    """Take a person's one-time codes off, whose telephone is lost; an officer sets up new ones at the next sign-in."""
    from casework.accounts.codes import drop_code
    from cli import clock

    with service() as working:
        drop_code(working, person, by, clock.now())
    emit(as_json, {"person": person, "code": None}, [f"{person}: no one-time code any more"])


@app.command("looks")
def looks_command(
    person: Annotated[str, typer.Option("--person", metavar="NO", help="By this person.")] = "",
    subject: Annotated[str, typer.Option("--subject", metavar="SUBJECT", help="At this subject.")] = "",
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List what administrators looked at in the console, the latest first."""
    from casework.accounts.looking import looks
    from cli.case_texts import moment

    with service() as working:
        found = looks(working, person_no=person, subject=subject, limit=limit)
    rows = [(moment(each.at), each.person_no, each.page, each.subject) for each in found]
    emit(as_json, found, table(("at", "person", "page", "subject"), rows))


@app.command("demonstration")
def demonstration_command(as_json: AsJson = False) -> None:
    """Make a new password for the invented people of the demonstration, and show how to sign in as them."""
    from casework.accounts.demonstration import demonstration_people, renew_accounts
    from cli import clock

    with service() as working:
        password = renew_accounts(working, clock.now())
        people = demonstration_people(working)
    emit(as_json, {"password": password, "people": people}, how_to_sign_in(people, password))


def how_to_sign_in(people: Sequence[DemonstrationPerson], password: str) -> Iterator[str]:
    """What is printed of a demonstration's accounts."""
    yield f"演示账号 / to look around, sign in as one of these, with the password {password}"
    rows = [(each.no, each.role, each.name, each.organisation) for each in people]
    yield from (f"  {line}" for line in table(("number", "role", "name", "organisation"), rows))
    yield "  `shenbao account demonstration` shows this again, with a new password"
