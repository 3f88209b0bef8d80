"""What a sweep costs while the timers that are not due yet grow from ten thousand to a million."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.report import Figure
from benchmarks.town import FIRM, OPENED, fill, object_no, service_of
from casework.applications import Application, apply
from casework.asked import Asked
from casework.clock import timers
from casework.storage.store import Store, open_store
from models.tables import timer
from tests import postgresql

__all__ = ["on_postgresql", "on_sqlite"]

SIZES = (10_000, 100_000, 1_000_000)
DUE = 1000
COMPARED_WITH = "the same sweep of 1,000 due timers, fired in commits of 200, among 10,000 pending ones"
COLUMNS = (
    "subject, rule, occurrence, deadline_rule, action, due_at, late, state, provisional, attempts, last_error"
)
LATER = "'case:later-' || n, 'r', '1', 'r', 'remind', {moment}, 'send', 'pending', {no}, 0, ''"
SQLITE = (
    f"INSERT INTO timer ({COLUMNS})"
    " WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < %d) SELECT "
    + LATER.format(
        moment="strftime('%%Y-%%m-%%d %%H:%%M:%%S.000000', '2030-01-01', (n / 60) || ' minutes')", no="0"
    )
    + " FROM row"
)
POSTGRESQL = (
    f"INSERT INTO timer ({COLUMNS}) SELECT "
    + LATER.format(moment="timestamptz '2030-01-01 00:00Z' + n * interval '1 second'", no="false")
    + " FROM generate_series(1, %d) AS row(n)"
)


def on_sqlite(folder: Path, *, runs: int = 3) -> Figure:
    """The figure `sweep_growth_sqlite`."""
    made = folder / "growing.db"
    now = _cases_due(f"sqlite:///{made}")

    @contextmanager
    def copied(template: str) -> Iterator[str]:
        own = shutil.copy(template, folder / "grown-copy.db")
        yield f"sqlite:///{own}"
        for left in folder.glob("grown-copy.db*"):
            left.unlink()

    def grown(size: int) -> str:
        template = shutil.copy(made, folder / f"grown-{size}.db")
        grow(f"sqlite:///{template}", SQLITE % (size - DUE))
        return str(template)

    return _figure("sweep_growth_sqlite", grown, copied, now, runs)


def on_postgresql(folder: Path, *, runs: int = 3) -> Figure:
    """The figure `sweep_growth_postgresql`."""
    programs = postgresql.programs()
    if programs is None:
        raise SystemExit("sweep_growth_postgresql needs PostgreSQL installed (initdb, postgres)")
    with postgresql.running(programs, durable=True) as server:
        made = server.create()
        now = _cases_due(server.url(made))

        @contextmanager
        def copied(template: str) -> Iterator[str]:
            name = server.create(template)
            yield server.url(name)
            server.drop(name)

        def grown(size: int) -> str:
            template = server.create(made)
            grow(server.url(template), POSTGRESQL % (size - DUE))
            return template

        return _figure("sweep_growth_postgresql", grown, copied, now, runs)


def _cases_due(url: str) -> datetime:
    """A round with a case for each timer that will be due; returns the moment their first reminders all are."""
    round_no = fill(url, 1)
    with open_store(url, durable=False) as store:
        service = service_of(store)
        for _ in range(DUE):
            apply(service, Application(round_no, FIRM, object_no(0)), Asked("open", "app", OPENED))
        with store.reading() as connection:
            moments = select(timer.c.due_at).where(timer.c.subject.like("case:%"))
            first: datetime = connection.execute(
                moments.group_by(timer.c.due_at).having(func.count() >= DUE).order_by(timer.c.due_at).limit(1)
            ).scalar_one()
    return first


def grow(url: str, statement: str) -> None:
    with open_store(url, durable=False) as store:
        with store.writing() as connection:
            connection.exec_driver_sql(statement)
        with store.writing() as connection:
            connection.exec_driver_sql("ANALYZE")


def _figure(
    name: str, grown: Callable[[int], str], copied: Callable[[str], object], now: datetime, runs: int
) -> Figure:
    seconds: dict[int, list[float]] = {size: [] for size in SIZES}
    templates = {size: grown(size) for size in SIZES}
    for _ in range(runs):
        for size, template in templates.items():  # in turn, so that a slow moment of the machine meets all
            with copied(template) as url, open_store(url) as store:  # type: ignore[attr-defined]
                seconds[size].append(_sweep(store, now))
    medians = {size: statistics.median(each) * 1000 for size, each in seconds.items()}
    return Figure(
        name, medians[SIZES[-1]] / medians[SIZES[0]], f"ms a sweep of {DUE}", runs, COMPARED_WITH,
        {f"among_{size}": value for size, value in medians.items()},
        {"aim": "at most 1.5", "growth": {str(size): value / medians[SIZES[0]] for size, value in medians.items()}},
    )  # fmt: skip


def _sweep(store: Store, now: datetime) -> float:
    service = service_of(store)
    begun, fired = time.perf_counter(), 0
    while found := timers.fire_due(service, now).count("fired"):
        fired += found
    spent = time.perf_counter() - begun
    assert fired >= DUE, fired
    return spent
