"""How a report is laid out: labelled lines and tables without frames, days with a sign for an estimated calendar."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from rehearsal.reporting.reading import ESTIMATED

__all__ = ["MOST", "line", "more", "short", "table", "wan"]

LABEL = 20  # cells of a label
MOST = 9  # lines of a table; the JSON has them all


def short(day: str | None) -> str:
    """A day with a sign in place of the words that mark an estimated calendar."""
    return "-" if day is None else day.replace(ESTIMATED, "≈")


def wan(fen: int) -> str:
    """An amount of money in 万元 (ten thousand yuan), to the last digit that is not zero."""
    whole, rest = divmod(fen, 1_000_000)
    return f"{whole:,}" + (f".{rest:06d}".rstrip("0") if rest else "")


def line(label: str, text: str) -> RenderableType:
    """A label and what is said of it, folded where it is long."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="bold", no_wrap=True, min_width=LABEL)
    grid.add_column(overflow="fold")
    grid.add_row(label, text)
    return grid


def table(title: str, heads: Sequence[str], numbers: int = 0) -> Table:
    """A table with a title; the last ``numbers`` of its columns are numbers."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim"
    )
    for at, head in enumerate(heads):
        made.add_column(head, justify="right" if at >= len(heads) - numbers else "left", overflow="fold")
    return made


def more(made: Table, all_of_them: int) -> None:
    """Say how many lines are left out of a table."""
    if all_of_them > MOST:
        made.add_row("…", f"还有 and {all_of_them - MOST} more kinds (--json)", "")
