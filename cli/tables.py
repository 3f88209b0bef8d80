"""`shenbao case table`: templates written, workbooks read, and the figures that tables give."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import FAILED, BadUsage
from cli.options import AsJson, DryRun, Person
from cli.output import emit, table
from cli.service import asked, service

__all__ = ["app"]

app = typer.Typer(help="Tables of a case (表格): templates, workbooks read, figures.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(metavar="NO", help="Number of the case.")]
TableId = Annotated[str, typer.Argument(metavar="TABLE", help="Id of the table in the definition.")]


@app.command("show")
def show_command(number: Number, person: Person, as_json: AsJson = False) -> None:
    """Show the tables of a case as a person sees them, and what they give beside what was stated."""
    from casework.handed_in.tables import asked_tables, computed_figures
    from cli import clock

    with service() as working:
        found = asked_tables(working, number, person, clock.now())
        compared, criteria = computed_figures(working, number, person, clock.now())
    faults = [sum(not fault.warning for fault in each.checked.faults) if each.rows else 0 for each in found]
    rows = [
        (each.id, each.table.name, each.state, str(len(each.rows)), str(count), str(len(each.handed)))
        for each, count in zip(found, faults, strict=True)
    ]
    figures = [
        (
            each.figure.indicator,
            each.stated_text,
            each.value_text,
            each.unit,
            "" if each.agrees else "differs",
        )
        for each in compared
    ]
    states = [
        {"table": each.id, "state": each.state, "rows": each.rows, "as_of": each.as_of, "faults": count,
         "revisions": [{"revision": one.revision, "digest": one.digest} for one in each.handed]}
        for each, count in zip(found, faults, strict=True)
    ]  # fmt: skip
    data = {"tables": states, "figures": [each.figure for each in compared], "criteria": criteria}
    lines = table(("table", "name", "state", "rows", "to mend", "revisions"), rows)
    if figures:
        lines += ["", *table(("indicator", "stated", "from the table", "unit", ""), figures)]
    emit(as_json, data, lines)


@app.command("template")
def template_command(
    number: Number,
    table_id: TableId,
    person: Person,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the workbook goes.")],
    as_json: AsJson = False,
) -> None:
    """Write the workbook of a table, with what is there; an existing file is never overwritten."""
    from casework.handed_in.tables import table_of
    from cli import clock
    from sheets.writing import template

    with service() as working:
        seen = table_of(working, number, table_id, person, clock.now())
    data = template(seen.shape, seen.checked.rows if seen.checked.sound else seen.rows, seen.as_of)
    try:
        with out.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise BadUsage(f"{out}: {error.strerror}; name a file that is not there yet") from None
    emit(as_json, {"file": str(out), "rows": len(seen.rows)}, [f"written: {out}"])


@app.command("import")
def import_command(
    number: Number,
    table_id: TableId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook (.xlsx) or CSV.")],
    person: Person,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Read a table out of a workbook into the draft of the case; with faults nothing is kept, and each is told."""
    from casework.handed_in.tables import save_rows, table_of
    from cli import clock
    from sheets.guarding import MOST_BYTES
    from sheets.reading import read_file

    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadUsage(f"{file}: {error.strerror}") from None
    with service() as working:
        seen = table_of(working, number, table_id, person, clock.now())
        reading = read_file(seen.shape, data)
        keep = not reading.errors and not dry_run
        if keep:
            rows = list(reading.rows)
            save_rows(working, number, table_id, rows, reading.as_of, asked("fill_in", person), seen.version)
    told = [{"zh": each.chinese, "en": each.english, "warning": each.warning} for each in reading.told]
    lines = [f"{'留意 / note' if each.warning else '须更正 / to mend'}: {each}" for each in reading.told]
    kept = "saved as a draft" if keep else "nothing was kept"
    emit(
        as_json,
        {"rows": reading.rows, "told": told, "kept": keep},
        [*lines, f"{len(reading.rows)} rows; {kept}"],
    )
    if reading.errors:
        raise typer.Exit(FAILED)
