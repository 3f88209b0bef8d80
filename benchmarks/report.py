"""Figures, as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

__all__ = ["RESULTS", "Figure", "keep", "show"]

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Figure:
    """One result. ``ratio`` is 1.0 where we are as fast as what we are compared with, or as good as the aim.

    ``medians`` are the figures behind it in ``unit``; ``more`` is what else is worth keeping.
    """

    name: str
    ratio: float
    unit: str
    runs: int
    compared_with: str
    medians: Mapping[str, float]
    more: Mapping[str, Any] = field(default_factory=dict)

    def entry(self) -> dict[str, Any]:
        """The entry of `results.json`."""
        whole = {
            "ratio": self.ratio, **self.medians, "unit": self.unit, "runs": self.runs,
            "compared_with": self.compared_with, **self.more,
        }  # fmt: skip
        rounded: dict[str, Any] = json.loads(
            json.dumps(whole), parse_float=lambda text: round(float(text), 4)
        )
        return rounded


def show(figures: Sequence[Figure]) -> None:
    """Print the figures, and the steps of those that have any."""
    console = Console()
    table = Table("figure", "ratio", "medians", "unit", "runs", title="Benchmarks")
    for each in figures:
        medians = "  ".join(f"{name} {value:.3f}" for name, value in each.medians.items())
        table.add_row(each.name, f"{each.ratio:.2f}", medians, each.unit, str(each.runs))
    console.print(table)
    for each in figures:
        if "steps" in each.more:
            console.print(_steps(each))
        if "breakdown" in each.more:
            console.print(_shares(each))


def _steps(figure: Figure) -> Table:
    columns = ("casework_ms", "floor_ms", "casework_cpu_ms", "floor_cpu_ms", "ratio")
    table = Table("step", *columns, title=figure.name)
    for name, step in figure.more["steps"].items():
        table.add_row(name, *(f"{step[key]:.2f}" for key in columns))
    return table


def _shares(figure: Figure) -> Table:
    table = Table("where casework spends it", "share", title=figure.name)
    for name, share in figure.more["breakdown"].items():
        table.add_row(name, f"{share:.0%}")
    return table


def keep(figures: Sequence[Figure], path: Path = RESULTS) -> None:
    """Write the figures by name; those of earlier calls that were not measured now stay."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known |= {each.name: each.entry() for each in figures}
    path.write_text(json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
