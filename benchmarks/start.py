"""How long `shenbao --help` takes, beside the interpreter's own start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Figure

__all__ = ["measure"]

AIM_SECONDS = 0.5


def measure(*, runs: int = 7) -> Figure:
    """The figure `import_time`: seconds until the help is printed; its ratio is aim / value, above 1 is better."""
    help_, bare = [], []
    for _ in range(runs):
        help_.append(_seconds([str(Path(sys.executable).with_name("shenbao")), "--help"]))
        bare.append(_seconds([sys.executable, "-c", "pass"]))
    value = statistics.median(help_)
    return Figure(
        "import_time", AIM_SECONDS / value, "s", runs, "an aim of half a second for `shenbao --help`, wall clock",
        {"value": value, "aim": AIM_SECONDS, "python_alone": statistics.median(bare)},
    )  # fmt: skip


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    return time.perf_counter() - start
