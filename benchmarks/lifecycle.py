"""A case's ten durable steps through `casework`, against the hand-written floor, step by step in turn."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import floor
from benchmarks.report import Figure
from benchmarks.rows import Changes, Dump, by_case, changes, dump
from benchmarks.steps import STEPS, DurableStep, Run
from benchmarks.town import Town, make_town, service_of
from casework.store import open_store

__all__ = ["COMPARED_WITH", "Script", "measure", "scout", "take_turns"]

COMPARED_WITH = (
    "hand-written SQL through sqlite3 on one held connection, in the same run and in turn: every row the step reads "
    "and writes, one statement a table, same schema, synchronous=FULL, WAL, BEGIN IMMEDIATE … COMMIT a step; "
    "all values known beforehand"
)


@dataclass
class Script:
    """What the floor is to do: the changes before each step, and the statements of each case in each step."""

    between: dict[str, Changes]
    statements: dict[str, list[list[floor.Statement]]]


def scout(town: Town, folder: Path) -> Script:
    """Run the steps once through `casework` and note what they leave, so that the floor can write the same."""
    path = Path(shutil.copy(town.path, folder / "scout.db"))
    script = Script({}, {})
    with open_store(f"sqlite:///{path}", durable=False) as store, sqlite3.connect(path) as raw:
        run = Run(service_of(store), town)
        seen = dump(raw)
        for step in STEPS:
            run.prepare(step)
            ready = dump(raw)
            script.between[step.name] = changes(seen, ready)
            run.take(step)
            seen = dump(raw)
            script.statements[step.name] = _statements(step, run, ready, seen)
    raw.close()
    return script


def _statements(step: DurableStep, run: Run, before: Dump, after: Dump) -> list[list[floor.Statement]]:
    apart = by_case(changes(before, after))
    rows = {f"case:{row['no']}": row for row in after["case_file"].values()}
    return [
        [*floor.reads_of(step, rows[case], run.experts.get(case, "")), *floor.writes_of(apart[case])]
        for case in run.cases
    ]


def take_turns(
    town: Town, script: Script, folder: Path, *, floor_first: bool
) -> dict[str, tuple[float, float]]:
    """One run on two fresh copies; seconds of `casework` and of the floor for each step, all cases together."""
    ours, theirs = (Path(shutil.copy(town.path, folder / name)) for name in ("casework.db", "floor.db"))
    taken: dict[str, tuple[float, float]] = {}
    raw = floor.connect(theirs)
    with open_store(f"sqlite:///{ours}") as store:
        run = Run(service_of(store), town)
        for step in STEPS:
            run.prepare(step)
            floor.apply_changes(raw, script.between[step.name])
            turns: list[Callable[[], None]] = [
                lambda step=step: run.take(step),  # type: ignore[misc]
                lambda step=step: _floor(raw, script.statements[step.name]),  # type: ignore[misc]
            ]
            if floor_first:
                taken[step.name] = tuple(reversed([_seconds(turn) for turn in reversed(turns)]))  # type: ignore[assignment]
            else:
                taken[step.name] = tuple(_seconds(turn) for turn in turns)  # type: ignore[assignment]
    raw.close()
    return taken


def _floor(raw: sqlite3.Connection, cases: list[list[floor.Statement]]) -> None:
    for statements in cases:
        floor.run(raw, statements)


def _seconds(turn: Callable[[], None]) -> float:
    gc.collect()
    start = time.perf_counter()
    turn()
    return time.perf_counter() - start


def measure(folder: Path, *, cases: int = 100, runs: int = 7) -> Figure:
    """The figure `lifecycle_sqlite_full`: medians of the runs, in milliseconds a durable step."""
    town = make_town(folder / "town.db", cases)
    script = scout(town, folder)
    all_runs = []
    for at in range(runs):
        here = folder / str(at)
        here.mkdir()
        all_runs.append(take_turns(town, script, here, floor_first=bool(at % 2)))
        shutil.rmtree(here)
    a_step = 1000 / cases
    steps = {
        step.name: tuple(
            statistics.median(run[step.name][side] for run in all_runs) * a_step for side in (0, 1)
        )
        for step in STEPS
    }
    whole = [
        [sum(run[step.name][side] for step in STEPS) * a_step / len(STEPS) for run in all_runs]
        for side in (0, 1)
    ]
    casework_ms, floor_ms = map(statistics.median, whole)
    return Figure(
        "lifecycle_sqlite_full", floor_ms / casework_ms, "ms a durable step", runs, COMPARED_WITH,
        {"casework_ms": casework_ms, "floor_ms": floor_ms},
        {
            "cases": cases,
            "ratios": sorted(round(theirs / ours, 3) for ours, theirs in zip(*whole, strict=True)),
            "steps": {
                name: {"casework_ms": ours, "floor_ms": theirs, "ratio": theirs / ours}
                for name, (ours, theirs) in steps.items()
            },
        },
    )  # fmt: skip
