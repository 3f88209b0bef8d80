"""`python -m benchmarks [NAME …]`: measure, print the table, write `results.json`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import lifecycle
from benchmarks.report import keep, show


def main() -> None:
    """Measure what was asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=100, help="cases of each run of the lifecycle")
    parser.add_argument("--runs", type=int, default=7, help="runs of the lifecycle, at least 5 for a figure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shenbao-bench-") as folder:
        figures = [lifecycle.measure(Path(folder), cases=asked.cases, runs=asked.runs)]
    show(figures)
    keep(figures)


if __name__ == "__main__":
    main()
