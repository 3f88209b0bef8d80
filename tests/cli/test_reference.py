"""The reference tells every command, every option and every exit status, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from cli.exits import MEANINGS, table_of_errors
from cli.main import app

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def commands(command: Any, name: str = "shenbao") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name."""
    if hasattr(command, "commands"):
        for each, under in command.commands.items():
            yield from commands(under, f"{name} {each}")
    else:
        yield name, command


def sections() -> dict[str, str]:
    """The part of the page about each command."""
    text = (REFERENCE / "command-line.md").read_text("utf-8")
    parts = re.split(r"^### `(shenbao [a-z -]+)[^`]*`", text, flags=re.MULTILINE)[1:]
    return {name.strip(): part for name, part in zip(parts[::2], parts[1::2], strict=True)}


def test_reference_tells_every_command() -> None:
    known = [name for name, _ in commands(typer.main.get_command(app))]
    assert sorted(sections()) == sorted(known)


def test_reference_tells_every_option() -> None:
    """`--help` and `--json` are told once, at the top."""
    told = sections()
    for name, command in commands(typer.main.get_command(app)):
        options = {
            each for parameter in command.params for each in (*parameter.opts, *parameter.secondary_opts)
        }
        named = {each for each in options if each.startswith("--")} - {"--help", "--json"}
        written = set(re.findall(r"`(--[a-z-]+)", told[name]))
        assert written - {"--json"} == named, name


def test_every_command_prints_json() -> None:
    without = {
        name for name, command in commands(typer.main.get_command(app))
        if not any("--json" in parameter.opts for parameter in command.params)
    }  # fmt: skip
    assert without <= NOT_DATA


NOT_DATA = {
    "shenbao certificate key",  # these two print JSON in any case
    "shenbao certificate revocations",
    "shenbao programme diagram",  # it prints a diagram
    "shenbao programme new",  # these write files
    "shenbao programme schema",
    "shenbao programme pages",
    "shenbao run",  # these log
    "shenbao node",
}


def test_no_command_takes_the_time_from_outside() -> None:
    """The clock is the machine's; a rehearsal has its own."""
    for _, command in commands(typer.main.get_command(app)):
        assert not {"--now", "--at", "--today"} & {
            each for parameter in command.params for each in parameter.opts
        }


def test_reference_tells_every_exit_status() -> None:
    text = (REFERENCE / "exit-codes.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| ([^|]+) \|", text, re.MULTILINE))
    assert {int(status): meaning.strip() for status, meaning in rows.items()} == MEANINGS


def test_reference_tells_which_error_gets_which_status() -> None:
    text = (REFERENCE / "exit-codes.md").read_text("utf-8")
    rows = {int(row.split("|")[1]): row for row in text.splitlines() if re.match(r"\| \d", row)}
    for kind, status in table_of_errors().items():
        assert f"`{kind.__name__}`" in rows[status], kind
