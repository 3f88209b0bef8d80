"""Options that several commands share, spelled the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

__all__ = ["AsJson", "DryRun", "Language", "Limit", "Person", "one_of", "read_day", "system_user"]


def one_of(*allowed: str) -> Callable[[str], str]:
    """A parser that takes one of a few words; an empty one among them stands for none."""

    def choice(text: str) -> str:
        if text not in allowed:
            known = " or ".join(filter(None, allowed))
            raise typer.BadParameter(f"{text!r} is unknown; use {known}")
        return text

    return choice


def read_day(text: str) -> date:
    """A parser of dates. Only YYYY-MM-DD: other forms of ISO 8601 are too easily misread."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError("not of the form YYYY-MM-DD")
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date ({error}); write it like 2024-03-04") from None


def _person(text: str) -> str:
    if text in ("clock", "public"):
        raise typer.BadParameter(f"nobody acts as “{text}” by hand; give the number of a person")
    return text


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; errors too, on stderr.")]
Person = Annotated[
    str, typer.Option("--as", metavar="PERSON", parser=_person, help="Number of the person who acts.")
]
Language = Annotated[
    str,
    typer.Option(
        "--language", parser=one_of("zh", "en"), metavar="zh|en", help="Language of the day counts."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would happen; keep nothing.")]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many; all unless given.")
]


def system_user() -> str:
    """The operating system's user, recorded beside the person who acts; empty where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may know no name for its user
        return ""
