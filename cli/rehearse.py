"""`shenbao rehearse`: whole rounds on a virtual clock, and the report of what happened."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import BadUsage

if TYPE_CHECKING:  # nothing heavy for `shenbao --help`
    from rehearsal import Order

__all__ = ["app", "rehearse"]

app = typer.Typer(add_completion=False)
WIDTH = 100  # of what is printed to anything but a terminal


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day: write it as 2020-01-01") from None


def _day_option(name: str, text: str) -> object:
    return typer.Option(name, parser=_day, metavar="DATE", help=text)


@app.command("rehearse")
def rehearse(
    programmes: Annotated[list[str], typer.Argument(metavar="PROGRAMME...", help="Ids of programmes.")],
    cases: Annotated[
        int, typer.Option("--cases", min=1, max=10_000, help="Applications of the round.")
    ] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same report.")] = 1,
    start: Annotated[
        date | None,
        _day_option("--from", "First virtual day; unless given, the notice's own, else 2020-01-01."),
    ] = None,
    until: Annotated[
        date | None,
        _day_option("--until", "Last virtual day; unless given, after four years of assessments."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rehearse whole rounds on a virtual clock over a scratch database, and report what happened.

    Nothing of it touches real data; no letter is sent.
    """
    from rehearsal import rehearse_all

    orders = _orders(programmes, cases, seed, start, until)
    reports = rehearse_all(orders, show=sys.stderr.isatty())
    from rehearsal.rendering import as_json_text, as_text

    if as_json:
        typer.echo(as_json_text(reports))
        return
    shown = sys.stdout.isatty()
    width = shutil.get_terminal_size((WIDTH, 24)).columns if shown else WIDTH
    typer.echo(as_text(reports, width, colour=shown and "NO_COLOR" not in os.environ), nl=False)


def _orders(
    programmes: list[str], cases: int, seed: int, start: date | None, until: date | None
) -> list[Order]:
    """What is to be rehearsed; everything that can be found wrong beforehand is found here."""
    from rehearsal import Order
    from rehearsal.running import period
    from statemachines.library import UnknownProgramme

    orders = [Order(programme, cases, seed, start, until) for programme in programmes]
    for order in orders:
        try:
            first, last = period(order)
        except UnknownProgramme as error:
            raise BadUsage(str(error)) from None
        if last < first:
            raise BadUsage(f"{order.programme}: --until {last} lies before the first day, {first}")
    return orders
