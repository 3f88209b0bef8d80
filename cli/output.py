"""What commands print: JSON for programs, lines and tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import typer

__all__ = ["emit", "plain", "table", "to_json", "warn"]


def to_json(thing: Any) -> str:
    """JSON text of dataclasses, dates, decimals and what is made of them; Chinese stays Chinese."""
    return json.dumps(plain(thing), ensure_ascii=False, indent=2)


def plain(thing: Any) -> Any:
    """What JSON knows: days as YYYY-MM-DD, moments as ISO 8601 in UTC, decimals as text, digit by digit."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {each.name: plain(getattr(thing, each.name)) for each in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple | set | frozenset):
        return [plain(each) for each in thing]
    if isinstance(thing, datetime):
        return thing.isoformat().replace("+00:00", "Z")
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Decimal):
        return format(thing, "f")
    return thing if isinstance(thing, str | int | float | bool | None) else str(thing)


def emit(as_json: bool, data: Any, lines: Iterable[str]) -> None:
    """Print the data as JSON, or the lines."""
    if as_json:
        typer.echo(to_json(data))
        return
    for line in lines:
        typer.echo(line)


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows in columns, Chinese characters counted as two; a line saying so where there is no row."""
    from rich.cells import cell_len

    cells = [[*headings], *(["-" if each in (None, "") else str(each) for each in row] for row in rows)]
    if len(cells) == 1:
        return ["none"]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]


def warn(text: str) -> None:
    """A line on stderr that is no error."""
    typer.echo(text, err=True)
