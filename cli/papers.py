"""`shenbao paper`: what may be printed of a subject, as docx and PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.exits import BadUsage
from cli.options import AsJson, read_day
from cli.output import emit, table
from cli.service import service

app = typer.Typer(help="Papers (公文): print them as docx and PDF.", no_args_is_help=True)

Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="case:NO, list:NO, round:NO or title:NO.")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file that ends in .pdf or .docx.")]
Issuer = Annotated[
    str,
    typer.Option(
        "--issuer", metavar="CODE", help="The organisation that issues it, where there are several."
    ),
]


@app.command("list")
def list_command(subject: Subject, as_json: AsJson = False) -> None:
    """List the papers that a subject has now, with the organisations that issue them."""
    from casework.printing.printing import papers_for
    from cli import clock

    with service() as working:
        found = papers_for(working, subject, "", clock.now())
    rows = [(each.kind, each.name, code, name) for each in found for code, name in each.issuers.items()]
    emit(as_json, found, table(("paper", "called", "issuer", "name"), rows))


@app.command("print")
def print_command(
    subject: Subject,
    kind: Annotated[str, typer.Argument(metavar="PAPER", help="As `shenbao paper list` calls it.")],
    out: Out,
    number: Annotated[
        str, typer.Option("--number", metavar="TEXT", help="发文字号; left blank without.")
    ] = "",
    day: Annotated[
        date | None, typer.Option("--date", parser=read_day, metavar="DAY", help="成文日期 (YYYY-MM-DD).")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="附注, such as whom to ask.")] = "",
    issuer: Issuer = "",
    as_json: AsJson = False,
) -> None:
    """Print a paper into a new file; the same record gives the same bytes."""
    from casework.printing.asking import Given
    from casework.printing.printing import docx, pdf
    from cli import clock

    if out.suffix not in (".pdf", ".docx"):
        raise BadUsage(f"--out: {str(out)!r} ends neither in .pdf nor in .docx")
    given = Given(number, note, day, issuer)
    with service() as working:
        made = (pdf if out.suffix == ".pdf" else docx)(working, subject, kind, given, "", clock.now())
    write_new(out, made)
    emit(as_json, {"file": str(out), "bytes": len(made)}, [f"printed {out}, {len(made)} bytes"])


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; raises BadUsage where it is, or cannot be written."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise BadUsage(f"{str(path)!r} is there already; name a new file") from None
    except OSError as error:
        raise BadUsage(f"{str(path)!r} cannot be written: {error.strerror}") from None
