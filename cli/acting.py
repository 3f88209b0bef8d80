"""Actions on the command line: one subject or many, tried or done, and what they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exits import OK, BadUsage, exit_code
from cli.options import AsJson, DryRun, Person
from cli.output import emit, plain
from cli.payloads import payload
from cli.service import asked, service

if TYPE_CHECKING:
    from casework.acting import Done, Result

__all__ = ["Key", "add_act_command", "told", "told_done"]

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="NO... ACTION", help="One number or several, and the action to take on all of them."
    ),
]
Data = Annotated[
    list[str] | None,
    typer.Option("--data", metavar="NAME=VALUE", help="A field of the action; may be repeated."),
]
DataFile = Annotated[
    str, typer.Option("--data-file", metavar="FILE", help="Fields as one JSON object; - is standard input.")
]
Key = Annotated[
    str,
    typer.Option(
        "--key", metavar="KEY", help="Name of the request: repeated with it, it has the effect of one."
    ),
]


def add_act_command(app: typer.Typer, kind: str, help_text: str) -> None:
    """Add the command `act` for the subjects of a kind, such as "list"."""

    @app.command("act", help=help_text)
    def act_command(
        words: Words,
        person: Person,
        data: Data = None,
        data_file: DataFile = "",
        key: Key = "",
        dry_run: DryRun = False,
        as_json: AsJson = False,
    ) -> None:
        if len(words) < 2:
            raise typer.BadParameter(
                f"write the number of a {kind}, or several, and then the action", param_hint="ACTION"
            )
        _act_on(
            kind, words[:-1], words[-1], person, data=data, data_file=data_file, key=key, dry_run=dry_run,
            as_json=as_json,
        )  # fmt: skip


def _act_on(
    kind: str, numbers: Sequence[str], action: str, person: str, *, data: Sequence[str] | None, data_file: str,
    key: str, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Carry an action out on one subject, or on many in one commit, each by itself.

    With many the exit status is that of the first refusal; with one, raises what the decision refuses.
    """
    from casework.acting import act, act_many
    from casework.views.standing import fields_of

    subjects = [f"{kind}:{number.removeprefix(kind + ':')}" for number in dict.fromkeys(numbers)]
    if len(subjects) > 1 and key:
        raise BadUsage("--key names one request on one subject; leave it out for several")
    with service() as working:
        fields = fields_of(working, subjects[0], action)
        wanted = asked(action, person, payload(fields, data or (), data_file))
        if len(subjects) == 1:
            told(act(working, subjects[0], wanted, key=key, dry_run=dry_run), dry_run, as_json)
            return
        results = act_many(working, subjects, wanted, dry_run=dry_run)
    emit(as_json, [_record(each, dry_run) for each in results], _lines(results, dry_run))
    status = next((exit_code(each.refused) for each in results if each.refused), OK)
    if status:
        raise typer.Exit(status)


def told(done: Done, dry_run: bool, as_json: bool) -> None:
    """Print what one action did, or would do."""
    emit(as_json, {**plain(done), "dry_run": dry_run}, told_done(done, dry_run))


def told_done(done: Done, dry_run: bool = False) -> Iterator[str]:
    """What an action did, line by line."""
    others = [each for each in done.moved if each.subject != done.subject]
    mark = "(dry run) " if dry_run else "(done before) " if done.repeated else ""
    way = done.state if done.source in ("", done.state) else f"{done.source} → {done.state}"
    yield f"{mark}{done.subject}: {done.event}, {way}, entry {done.seq}"
    if done.last_day:
        yield f"  last day: {done.last_day}"
    yield from (f"  存疑 / doubtful: {each}" for each in done.warnings)
    if done.letters:
        yield f"  letters: {', '.join(done.letters)}"
    yield from (f"  {each.subject} {each.rule}: {each.before} → {each.after}" for each in others)
    if done.also and not others:
        yield f"  also: {', '.join(done.also)}"


def _record(result: Result, dry_run: bool) -> dict[str, Any]:
    error = result.refused
    refused = error and {"kind": type(error).__name__, "message": str(error), "exit": exit_code(error)}
    return {"subject": result.subject, "done": plain(result.done), "refused": refused, "dry_run": dry_run}


def _lines(results: Sequence[Result], dry_run: bool) -> Iterator[str]:
    for each in results:
        if each.done is not None:
            yield from told_done(each.done, dry_run)
        else:
            yield f"refused: {each.refused}"
    done = sum(each.done is not None for each in results)
    yield f"{done} of {len(results)} {'would be done' if dry_run else 'done'}"
