"""A case's eleven durable steps through `casework`, against the hand-written floor, step by step in turn."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import breakdown, floor
from benchmarks.report import Figure
from benchmarks.rows import Changes, Dump, by_case, changes, dump
from benchmarks.steps import STEPS, DurableStep, Run
from benchmarks.town import Town, make_town, service_of
from casework.storage.store import open_store

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


class Spent(NamedTuple):
    """Seconds of one side in one step, all cases together: on the wall, and of the processor alone."""

    wall: float
    cpu: float


Sides = tuple[Spent, Spent]  # casework, floor


def take_turns(town: Town, script: Script, folder: Path, *, floor_first: bool) -> dict[str, Sides]:
    """One run on two fresh copies: what `casework` and the floor spend in each step."""
    ours, theirs = (Path(shutil.copy(town.path, folder / name)) for name in ("casework.db", "floor.db"))
    taken: dict[str, Sides] = {}
    raw = floor.connect(theirs)
    with open_store(f"sqlite:///{ours}") as store:
        run = Run(service_of(store), town)
        for step in STEPS:
            run.prepare(step)
            floor.apply_changes(raw, script.between[step.name])
            statements = script.statements[step.name]
            if floor_first:
                second = _spent(_floor, raw, statements)
                taken[step.name] = _spent(run.take, step), second
            else:
                taken[step.name] = _spent(run.take, step), _spent(_floor, raw, statements)
    raw.close()
    return taken


def _floor(raw: sqlite3.Connection, cases: list[list[floor.Statement]]) -> None:
    for statements in cases:
        floor.run(raw, statements)


def _spent(turn: Callable[..., None], *given: Any) -> Spent:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    turn(*given)
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


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
    return _figure(all_runs, cases, breakdown.shares(town, folder))


def _figure(runs: list[dict[str, Sides]], cases: int, shares: dict[str, float]) -> Figure:
    steps = {step.name: _median([run[step.name] for run in runs], cases) for step in STEPS}
    means = [tuple(map(_together, zip(*run.values(), strict=True))) for run in runs]
    whole = _median(means, cases * len(STEPS))  # type: ignore[arg-type]  # mypy loses the two sides
    return Figure(
        "lifecycle_sqlite_full", whole["ratio"], "ms a durable step", len(runs), COMPARED_WITH,
        {name: value for name, value in whole.items() if name != "ratio"},
        {
            "cases": cases, "ratios": sorted(theirs.wall / ours.wall for ours, theirs in means),
            "breakdown": shares, "steps": steps,
        },
    )  # fmt: skip


def _together(spent: Sequence[Spent]) -> Spent:
    return Spent(sum(each.wall for each in spent), sum(each.cpu for each in spent))


def _median(sides: Sequence[Sides], steps: int) -> dict[str, float]:
    """Medians in milliseconds a step; the ratio is that of the medians."""

    def median(side: int, which: int) -> float:
        return statistics.median(each[side][which] for each in sides) * 1000 / steps

    ours, theirs = median(0, 0), median(1, 0)
    return {
        "ratio": theirs / ours, "casework_ms": ours, "floor_ms": theirs, "casework_cpu_ms": median(0, 1),
        "floor_cpu_ms": median(1, 1),
    }  # fmt: skip
