"""The command `shenbao`: its commands put together, and every error turned into a message and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from cli import (
    accounts,
    auditing,
    calendar,
    cases,
    certificates,
    database,
    deadlines,
    duties,
    letters,
    lists,
    materials,
    node,
    papers,
    personal,
    programme,
    rehearse,
    rounds,
    starting,
    sweeping,
    titles,
    waiting,
)
from cli.exits import INTERRUPTED, OK, UNEXPECTED, USAGE, exit_code
from cli.output import to_json, warn
from cli.run import run_command
from cli.service import overlay
from errors import ShenbaoError

__all__ = ["app", "main", "run"]

app = typer.Typer(
    help="申报 shenbao: approval procedures of government programmes, from notice to revocation.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(starting.init_command)
app.command("run")(run_command)
app.command("node")(node.node_command)
app.add_typer(programme.app, name="programme")
app.add_typer(calendar.app, name="calendar")
app.command("rehearse")(rehearse.rehearse)
app.add_typer(rounds.app, name="round")
app.add_typer(cases.app, name="case")
app.add_typer(materials.app, name="materials")
app.add_typer(lists.app, name="list")
app.add_typer(titles.app, name="title")
app.add_typer(papers.app, name="paper")
app.add_typer(certificates.app, name="certificate")
app.command("queue")(waiting.queue_command)
app.add_typer(deadlines.app, name="deadline")
app.command("sweep")(sweeping.sweep_command)
app.add_typer(letters.app, name="letters")
app.add_typer(duties.tasks, name="task")
app.add_typer(duties.sanctions, name="sanction")
app.add_typer(personal.app, name="person")
app.add_typer(accounts.app, name="account")
app.add_typer(auditing.app, name="audit")
app.add_typer(database.app, name="db")

calendar.load_overlay = overlay

# Typer carries its own click and does not export the base of its usage errors.
_ClickError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"shenbao {installed('shenbao')}")
        raise typer.Exit(OK)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(OK)


def main() -> None:
    """The entry point."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; every error is a message on stderr, never a traceback.

    Python's development mode (`python -X dev`) lets unexpected errors through as they are.
    """
    as_json = "--json" in arguments
    try:
        status = app(args=list(arguments), prog_name="shenbao", standalone_mode=False)
        sys.stdout.flush()
    except ShenbaoError as error:
        return _told(error, exit_code(error), as_json)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Typer ends so where nobody reads any more, as in `… | head -1`
        _silence()
        return OK
    except Exception as error:
        if isinstance(error, _ClickError):
            return _usage(error, as_json)
        if sys.flags.dev_mode:
            raise
        text = f"a fault of shenbao, please report it: {type(error).__name__}: {error}"
        return _told(error, UNEXPECTED, as_json, text)
    return int(status or OK)


def _told(error: Exception, status: int, as_json: bool, text: str = "") -> int:
    message = text or str(error)
    if as_json:
        facts = {key: value for key, value in vars(error).items() if not key.startswith("_")}
        warn(
            to_json(
                {"error": {"kind": type(error).__name__, "message": message, "exit": status, "facts": facts}}
            )
        )
    else:
        warn(f"Error: {message}")
    return status


def _usage(error: Exception, as_json: bool) -> int:
    """A mistake on the command line, in click's words."""
    if as_json:
        message = error.format_message()  # type: ignore[attr-defined]  # every ClickException has it
        return _told(error, USAGE, True, message) if message else USAGE
    error.show()  # type: ignore[attr-defined]
    return int(error.exit_code)  # type: ignore[attr-defined]


def _silence() -> None:
    """Nobody reads any more: nothing is to be flushed into the closed pipe at the end."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


if __name__ == "__main__":
    main()
