"""`shenbao calendar`: last days, printed windows, and the days off of a year."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from cli.options import DryRun, Person, one_of, read_day

if TYPE_CHECKING:  # each command imports calendars itself, so that `shenbao --help` stays quick
    from calendars import Calendar, LastDay, OverlayDay, Rule
    from casework.holidays.calendars import Adopted

app = typer.Typer(help="Count working days and judge publicity windows.", no_args_is_help=True)

BAD_INPUT, UNKNOWN_YEAR, FAILED = 2, 3, 1


def no_overlay() -> Iterable[OverlayDay]:
    """No overlay: only what the library knows."""
    return ()


# The composition root puts the reader of the overlay table here.
load_overlay: Callable[[], Iterable[OverlayDay]] = no_overlay


def _day_argument(name: str, text: str) -> Any:
    return typer.Argument(parser=read_day, metavar=name, help=f"{text} (YYYY-MM-DD).")


CountFirst = Annotated[
    bool, typer.Option("--count-publication-day", help="The publication day is day 1 (by law it is not).")
]
InUnit = Annotated[
    str,
    typer.Option(
        "--unit", parser=one_of("working", "calendar"), metavar="working|calendar", help="What is counted."
    ),
]
Region = Annotated[str, typer.Option(help="GB/T 2260 code, e.g. 450000: regional holidays count too.")]
Language = Annotated[
    str,
    typer.Option(
        "--language", parser=one_of("zh", "en"), metavar="zh|en", help="Language of traces and findings."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("last-day")
def last_day_command(
    publication_day: Annotated[date, _day_argument("PUBLISHED", "Day of the announcement")],
    days: Annotated[int, typer.Argument(metavar="DAYS", min=1, max=3660, help="Number of days.")],
    count_publication_day: CountFirst = False,
    unit: InUnit = "working",
    roll: Annotated[
        bool, typer.Option("--roll/--no-roll", help="Calendar days: an end on a rest day moves on.")
    ] = True,
    region: Region = "",
    explain: Annotated[bool, typer.Option("--explain", help="Print the day-by-day trace first.")] = False,
    language: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """Print the last day of a period; the date stands alone on the last line.

    The exit status is 3 when it would rest on a year whose holiday arrangement is not known.
    """
    from calendars import Rule, Unit

    rule = Rule(days, Unit(unit), count_first_day=count_publication_day, roll_end=roll)
    with _refusals():
        _print_last_day(_calendar(region), publication_day, rule, explain, language, as_json)


def _print_last_day(
    calendar: Calendar, start: date, rule: Rule, explained: bool, language: str, as_json: bool
) -> None:
    from calendars import as_record, explain, last_day

    last = last_day(calendar, start, rule)
    trace = explain(last, language)  # before anything is printed: it may refuse the language
    _warn_if_provisional(last)
    if as_json:
        typer.echo(_json(as_record(last)))
        return
    if explained:
        typer.echo(trace)
    typer.echo(last.day.isoformat())


@app.command("check-window")
def check_window_command(
    published: Annotated[date, _day_argument("PUBLISHED", "Day of the announcement")],
    start: Annotated[date, _day_argument("START", "First day that is printed")],
    end: Annotated[date, _day_argument("END", "Last day that is printed")],
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="The length the programme asks for.")],
    count_publication_day: CountFirst = False,
    unit: InUnit = "working",
    region: Region = "",
    language: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """Judge the window that an announcement prints: PUBLISHED, first day, last day.

    The exit status is 0 when it is in order, warnings or not, and 1 when it is not.
    """
    from dataclasses import asdict

    from calendars import Unit, check_window

    with _refusals():
        verdict = check_window(
            _calendar(region),
            published,
            start,
            end,
            days,
            unit=Unit(unit),
            count_publication_day=count_publication_day,
            language=language,
        )
    if as_json:
        typer.echo(_json(asdict(verdict)))
    else:
        for finding in _findings(verdict.errors, verdict.warnings):
            typer.echo(finding)
        typer.echo(f"{'ok' if verdict.ok else 'failed'}: {verdict.working_days} working days")
    if not verdict.ok:
        raise typer.Exit(FAILED)


def _findings(errors: Iterable[str], warnings: Iterable[str]) -> list[str]:
    return [*(f"error: {text}" for text in errors), *(f"warning: {text}" for text in warnings)]


@app.command("show")
def show_command(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=1, max=9998)],
    region: Region = "",
    language: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """List the days off of a year other than plain weekends, and its make-up working days."""
    from calendars.days import written
    from calendars.wording import in_words

    with _refusals():
        calendar = _calendar(region)
        days = list(calendar.special_days(year))
    if as_json:
        rows = [{"day": d.day.isoformat(), "working": d.working, "why": d.why} for d in days]
        typer.echo(_json({"year": year, "calendar_version": calendar.version, "days": rows}))
        return
    for day in days:
        mark = {True: "+", False: "-"}[day.working]
        typer.echo(f"{mark} {written(day.day, language)}  {in_words(day.why, language)}")


@app.command("adopt")
def adopt_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML: what the notice prints.")],
    person: Person,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a holiday arrangement known: every running deadline that it touches is computed anew, and told.

    --dry-run shows which deadlines would move, and from when to when.
    """
    from casework.holidays.arrangements import adopt_as, read_arrangement
    from cli import clock
    from cli.output import emit
    from cli.service import service

    days = read_arrangement(file)
    with service() as working:
        done = adopt_as(working, days, person, clock.now(), dry_run=dry_run)
    emit(as_json, done, _adopted(done, "would move" if dry_run else "moved"))


def _adopted(done: Adopted, what: str) -> Iterator[str]:
    yield f"{done.days} days are new"
    for each in done.moved:
        change = "is certain now" if each.before == each.after else f"{each.before} to {each.after}"
        yield f"{what} {each.subject} {each.rule}: {change}{' (an estimate)' if each.provisional else ''}"
    yield from (f"closed task {number}" for number in done.closed_tasks)
    yield from (f"could not compute {subject} anew; a task tells why" for subject in done.failed)


def _calendar(region: str) -> Calendar:
    from calendars import Calendar

    return Calendar(load_overlay(), region=region)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns what calendars refuses into a message on stderr and an exit status."""
    from calendars import CalendarError, UnknownYear

    try:
        yield
    except UnknownYear as error:
        _refuse(str(error), UNKNOWN_YEAR)
    except (CalendarError, ValueError) as error:
        _refuse(str(error), BAD_INPUT)


def _refuse(reason: str, status: int) -> NoReturn:
    typer.echo(f"Error: {reason}", err=True)
    raise typer.Exit(status)


def _warn_if_provisional(last: LastDay) -> None:
    if last.provisional:
        text = f"provisional: the holiday notice for {last.day.year + 1} may still move days of late December"
        typer.echo(f"Warning: {text}", err=True)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
