"""The lifecycle of a case on PostgreSQL: against hand-written SQL through psycopg, and by two clients at once."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Boolean

from benchmarks import floor
from benchmarks.lifecycle import scout
from benchmarks.report import Figure
from benchmarks.rows import Changes, Row
from benchmarks.steps import STEPS, Run
from benchmarks.town import FIRM, Town, fill, make_town, object_no, service_of
from casework import acting
from casework.applications import Application, apply
from casework.asked import Asked
from casework.storage.store import open_store
from models.base import metadata
from tests import postgresql
from tests.postgresql import Server

__all__ = ["measure"]

COMPARED_WITH = (
    "hand-written SQL through psycopg on one held connection, in the same run and in turn: every row the step reads "
    "and writes, one plain statement a table, no CTE, same schema, fsync and synchronous_commit on, BEGIN … COMMIT a "
    "step; all values known beforehand"
)
BEFORE_THE_DRAW = STEPS[:8]  # what a client can do without waiting for a seal


def measure(folder: Path, *, cases: int = 100, runs: int = 7) -> Figure:
    """The figure `lifecycle_postgresql`: medians of the runs, in milliseconds a durable step."""
    programs = postgresql.programs()
    if programs is None:
        raise SystemExit("lifecycle_postgresql needs PostgreSQL installed (initdb, postgres)")
    town = make_town(folder / "town-scouted.db", cases)
    script = scout(town, folder)
    between = {name: _changes(each) for name, each in script.between.items()}
    statements = {name: [_statements(case) for case in each] for name, each in script.statements.items()}
    with postgresql.running(programs, durable=True) as server:
        template = server.create()
        fill(server.url(template), cases)
        spent = [_take_turns(server, template, town, between, statements, bool(at % 2)) for at in range(runs)]
        alone, two = (_throughput(server, template, town, clients) for clients in (1, 2))
    return _figure(spent, cases, alone, two)


def _figure(spent: Sequence[dict[str, tuple[float, float]]], cases: int, alone: float, two: float) -> Figure:
    steps = {}
    for step in STEPS:
        ours, theirs = (
            statistics.median(run[step.name][side] for run in spent) * 1000 / cases for side in (0, 1)
        )
        steps[step.name] = {"casework_ms": ours, "floor_ms": theirs, "ratio": theirs / ours}
    whole = [tuple(sum(sides) for sides in zip(*run.values(), strict=True)) for run in spent]
    ours, theirs = (
        statistics.median(each[side] for each in whole) * 1000 / cases / len(STEPS) for side in (0, 1)
    )
    return Figure(
        "lifecycle_postgresql", theirs / ours, "ms a durable step", len(spent), COMPARED_WITH,
        {"casework_ms": ours, "floor_ms": theirs, "two_clients": two / alone},
        {
            "cases": cases, "ratios": sorted(each[1] / each[0] for each in whole),
            "steps_a_second": {"one client": alone, "two clients": two}, "by_step": steps,
        },
    )  # fmt: skip


def _take_turns(
    server: Server, template: str, town: Town, between: dict[str, Changes],
    statements: dict[str, list[list[floor.Statement]]], floor_first: bool,
) -> dict[str, tuple[float, float]]:  # fmt: skip
    """One run on two fresh copies: the seconds that `casework` and the floor spend in each step."""
    ours, theirs = server.create(template), server.create(template)
    taken = {}
    with (
        open_store(server.url(ours)) as store,
        psycopg.connect(server.url(theirs, "postgres"), autocommit=True) as raw,
    ):
        run = Run(service_of(store), town)
        for step in STEPS:
            run.prepare(step)
            _apply(raw, between[step.name])
            turns = [(run.take, (step,)), (_floor, (raw, statements[step.name]))]
            seconds = [_seconds(*turn) for turn in (reversed(turns) if floor_first else turns)]
            first, second = reversed(seconds) if floor_first else seconds
            taken[step.name] = first, second
    for name in (ours, theirs):
        server.drop(name)
    return taken


def _seconds(turn: Any, given: tuple[Any, ...]) -> float:
    begun = time.perf_counter()
    turn(*given)
    return time.perf_counter() - begun


def _floor(raw: psycopg.Connection[Any], cases: list[list[floor.Statement]]) -> None:
    cursor = raw.cursor()
    for statements in cases:
        raw.execute("BEGIN")
        for sql, values, how in statements:
            if how == "many":
                cursor.executemany(sql.encode(), values)
            else:
                cursor.execute(sql.encode(), values)
                if how == "rows":
                    cursor.fetchall()
        raw.execute("COMMIT")


def _statements(statements: Sequence[floor.Statement]) -> list[floor.Statement]:
    """The same statements as psycopg and PostgreSQL take them."""
    return [
        (_sql(sql), _values(sql, values) if how != "many" else [_values(sql, each) for each in values], how)
        for sql, values, how in statements
    ]


def _sql(sql: str) -> str:
    return sql.replace("SET value = value", "SET value = counter.value").replace("?", "%s")


def _values(sql: str, values: Sequence[Any]) -> tuple[Any, ...]:
    """SQLite keeps true and false as numbers: those places of the statement are told apart by their columns."""
    verb, _, rest = sql.partition(" ")
    if verb not in ("INSERT", "UPDATE"):
        return tuple(values)
    table = rest.split()[1] if verb == "INSERT" else rest.split()[0]
    if verb == "INSERT":
        names = sql.partition("(")[2].partition(")")[0].split(", ")
    else:
        names = [part.split(" = ")[0] for part in sql.partition(" SET ")[2].split(" WHERE ")[0].split(", ")]
    row = dict(zip(names, values, strict=False))
    return (*_row(table, row).values(), *values[len(names) :]) if "?" in sql else tuple(values)


def _row(table: str, row: Row) -> Row:
    columns = metadata.tables[table].columns
    return {
        name: bool(value) if value is not None and isinstance(columns[name].type, Boolean) else value
        for name, value in row.items()
    }


def _changes(whole: Changes) -> Changes:
    return Changes(
        {table: [_row(table, row) for row in rows] for table, rows in whole.added.items()},
        {
            table: [(_row(table, a), _row(table, b)) for a, b in pairs]
            for table, pairs in whole.changed.items()
        },
    )


def _apply(raw: psycopg.Connection[Any], whole: Changes) -> None:
    """Bring the floor's database to where the other one is, between two steps; not timed."""
    with raw.transaction():
        raw.execute("SET LOCAL session_replication_role = replica")  # no foreign keys, whatever comes first
        for table, rows in whole.added.items():
            for row in rows:
                places = ", ".join(["%s"] * len(row))
                raw.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})".encode(), [*row.values()]
                )
        for table, pairs in whole.changed.items():
            keys = [column.name for column in metadata.tables[table].primary_key.columns]
            for was, row in pairs:
                new, where = (", ".join(f"{n} = %s" for n in row), " AND ".join(f"{n} = %s" for n in keys))
                values = [*row.values(), *(was[name] for name in keys)]
                raw.execute(f"UPDATE {table} SET {new} WHERE {where}".encode(), values)


def _throughput(server: Server, template: str, town: Town, clients: int) -> float:
    """Durable steps a second, all clients together; each a process with cases of its own."""
    name = server.create(template)
    spawn = multiprocessing.get_context("spawn")
    meeting, spans = spawn.Barrier(clients), spawn.Queue()
    parts = [range(at, town.cases, clients) for at in range(clients)]
    started = [
        spawn.Process(target=_client, args=(server.url(name), town.round_no, part, meeting, spans))
        for part in parts
    ]
    for each in started:
        each.start()
    seen = [spans.get() for _ in started]
    for each in started:
        each.join()
    server.drop(name)
    begun, ended = zip(*seen, strict=True)
    return float(len(BEFORE_THE_DRAW) * town.cases / (max(ended) - min(begun)))


def _client(url: str, round_no: str, part: Sequence[int], meeting: Any, spans: Any) -> None:
    with open_store(url) as store:
        service = service_of(store)
        meeting.wait()
        begun = time.monotonic()
        for at in part:
            opening = BEFORE_THE_DRAW[0]
            application = Application(round_no, FIRM, object_no(at))
            case = apply(service, application, Asked("open", opening.person, opening.now)).subject
            for step in BEFORE_THE_DRAW[1:]:
                acting.act(service, case, Asked(step.action, step.person, step.now, step.payload))
        spans.put((begun, time.monotonic()))
