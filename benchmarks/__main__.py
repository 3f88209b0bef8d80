"""`python -m benchmarks [NAME …]`: measure, print the table, write `results.json`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import (
    flood,
    letters,
    lifecycle,
    postgresql,
    service,
    start,
    sweep,
    sweep_fire,
    sweep_growth,
    web,
)
from benchmarks.report import Figure, keep, show

FIGURES: Mapping[str, Callable[[Path, argparse.Namespace], Figure]] = {
    "lifecycle_sqlite_full": lambda at, asked: lifecycle.measure(at, cases=asked.cases, runs=asked.runs),
    "sweep_sqlite": lambda at, asked: sweep.measure(at, runs=asked.runs),
    "lifecycle_postgresql": lambda at, asked: postgresql.measure(at, cases=asked.cases, runs=asked.runs),
    "sweep_growth_sqlite": lambda at, asked: sweep_growth.on_sqlite(at, runs=min(asked.runs, 3)),
    "sweep_growth_postgresql": lambda at, asked: sweep_growth.on_postgresql(at, runs=min(asked.runs, 3)),
    "sweep_fire_sqlite": lambda at, asked: sweep_fire.on_sqlite(at, runs=min(asked.runs, 5)),
    "sweep_fire_postgresql": lambda at, asked: sweep_fire.on_postgresql(at, runs=min(asked.runs, 5)),
    "letters_16": lambda at, asked: letters.measure(at, runs=min(asked.runs, 5)),
    "time_to_ready": lambda at, asked: service.time_to_ready(at, runs=min(asked.runs, 5)),
    "memory": lambda at, _: service.memory(at),
    "web_p99": lambda at, asked: web.p99(asked.keep or at),
    "web_growth": lambda at, asked: web.growth(asked.keep or at),
    "export_memory": lambda at, asked: web.export_memory(asked.keep or at),
    "flood_refused": lambda at, asked: flood.measure(at, runs=min(asked.runs, 5)),
    "import_time": lambda _, asked: start.measure(runs=asked.runs),
}


def main() -> None:
    """Measure what was asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "only", nargs="*", metavar="NAME", help=f"any of {', '.join(FIGURES)}; all by default"
    )
    parser.add_argument("--cases", type=int, default=100, help="cases of each run of the lifecycle")
    parser.add_argument("--runs", type=int, default=7, help="runs of the lifecycle, at least 5 for a figure")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where the crowds of the pages are kept for the next time"
    )
    asked = parser.parse_args()
    if unknown := set(asked.only) - set(FIGURES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="shenbao-bench-") as folder:
        asked.keep = asked.keep and asked.keep.resolve()
        figures = [FIGURES[name](Path(folder), asked) for name in asked.only or FIGURES]
    show(figures)
    keep(figures)


if __name__ == "__main__":
    main()
