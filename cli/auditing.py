"""`shenbao audit`: the record proves itself."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.exits import FAILED
from cli.options import AsJson
from cli.output import emit
from cli.progress import counting
from cli.service import service

app = typer.Typer(help="Audit: the record proves itself.", no_args_is_help=True)


@app.command("verify")
def verify_command(
    subject: Annotated[
        str,
        typer.Argument(metavar="[SUBJECT]", help="case:NO, list:NO, … or register; everything unless given."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Recompute every hash, replay every history, and check seals, draws, scores, letters and timers.

    The exit status is 1 where something does not fit; each fault says where and what.
    """
    from casework.record.audit import verify

    with service() as working, counting("entries") as counted:
        report = verify(working, subject or None, progress=counted)
    counts = ", ".join(f"{count} {name}" for name, count in report.counts.items())
    lines = [f"{fault.where}: {fault.kind}: {fault.what}" for fault in report.faults]
    if report.more:
        lines.append(f"and {report.more} more faults")
    lines.append(f"{'in order' if report.ok else 'NOT in order'}: {counts or 'nothing to check'}")
    emit(
        as_json,
        {"ok": report.ok, "counts": report.counts, "faults": report.faults, "more": report.more},
        lines,
    )
    if not report.ok:
        raise typer.Exit(FAILED)
