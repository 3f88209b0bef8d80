"""The service as a process: how soon it is ready, and how much memory it takes, idle and with many cases."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import Connection, Table

from benchmarks.guests import let_in
from benchmarks.report import Figure
from benchmarks.town import FIRM, OPENED, fill, object_no, service_of
from casework.applications import Application, apply
from casework.asked import Asked
from casework.storage.store import open_store
from models.tables import case_file, deadline, history, letter, timer
from web.cookies import SESSION

__all__ = ["memory", "time_to_ready"]

CASES = 100_000
READY_SECONDS, MEMORY_MB = 10.0, 250.0
PAGES = ("/board", "/queue", "/cases", "/deadlines", "/metrics")


def time_to_ready(folder: Path, *, runs: int = 5) -> Figure:
    """The figure `time_to_ready`: from starting `shenbao run` to a 200 from /readyz.

    The database is there. The ratio is value / aim: below 1 is better.
    """
    fill(f"sqlite:///{folder / 'ready.db'}", 10)
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        with _running(folder, "ready.db"):
            seconds.append(time.perf_counter() - begun)
    value = statistics.median(seconds)
    return Figure(
        "time_to_ready", value / READY_SECONDS, "s", runs,
        "an aim of ten seconds: `shenbao run` on a database that is there, without Prefect's server",
        {"value": value, "aim": READY_SECONDS},
    )  # fmt: skip


def memory(folder: Path) -> Figure:
    """The figure `memory`: resident megabytes of the service's own process once its pages were looked at.

    The ratio is value / aim: below 1 is better.
    """
    fill(f"sqlite:///{folder / 'small.db'}", 10)
    _many_cases(folder / "many.db")
    idle, many = _taken(folder, "small.db"), _taken(folder, "many.db")
    return Figure(
        "memory", many / MEMORY_MB, "MB", 1,
        f"an aim of 250 MB: resident memory of `shenbao run` itself with {CASES} cases, after its pages were asked for",
        {"value": many, "aim": MEMORY_MB, "idle": idle},
    )  # fmt: skip


def _taken(folder: Path, database: str) -> float:
    (token,) = let_in(f"sqlite:///{folder / database}", ["prov"], datetime.now(UTC))
    with _running(folder, database) as (process, port):
        return _looked_at(process, port, token)


@contextmanager
def _running(folder: Path, database: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The service, once it is ready."""
    own = {
        "home": folder / "home", "database_url": f"sqlite:///{folder / database}", "port": 0, "prefect": "off",
        "demonstration": "off",
    }  # fmt: skip
    settings = {f"SHENBAO_{name.upper()}": str(value) for name, value in own.items()}
    log = folder / "service.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "run"],
            stdout=output,
            stderr=output,
            env={**os.environ, **settings},
        )
    try:
        yield process, _ready(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _ready(process: subprocess.Popen[bytes], log: Path) -> int:
    while process.poll() is None:
        found = re.search(r"console is ready: http://[\d.]+:(\d+)", log.read_text("utf-8"))
        if found and _status(int(found[1]), "/readyz") == 200:
            return int(found[1])
        time.sleep(0.01)
    raise RuntimeError(f"the service ended: {log.read_text('utf-8')}")


def _status(port: int, page: str, token: str = "") -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", page, headers={"Cookie": f"{SESSION}={token}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status


def _looked_at(process: subprocess.Popen[bytes], port: int, token: str) -> float:
    """Resident megabytes after each page was asked for by somebody who has signed in."""
    for page in PAGES:
        if (status := _status(port, page, token)) != 200:
            raise RuntimeError(f"{page} answers {status}")
    resident = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", resident)
    assert found is not None
    return int(found[1]) / 1000


def _many_cases(path: Path) -> None:
    """One real case, and copies of its rows under other numbers; nothing is due before 2030."""
    url = f"sqlite:///{path}"
    round_no = fill(url, 1)
    with open_store(url, durable=False) as store:
        done = apply(
            service_of(store), Application(round_no, FIRM, object_no(0)), Asked("open", "app", OPENED)
        )
        with store.writing() as connection:
            connection.execute(timer.update().values(due_at=OPENED + timedelta(days=3653)))
            for table in (case_file, history, deadline, timer, letter):
                _copy(connection, table, done.subject)


def _copy(connection: Connection, table: Table, subject: str) -> None:
    """Repeat the rows of a subject under many numbers; their hashes too, which nobody verifies here."""
    key, mine = ("no", subject.partition(":")[2]) if table is case_file else ("subject", subject)
    names = list(table.columns.keys())
    new = {key: f"{key} || '-' || n", "hash": "printf('%064d', n)", "entry": "printf('%064d', n)"}
    values = ", ".join(new.get(name, name) for name in names)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(names)}) "
        f"WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < {CASES}) "
        f"SELECT {values} FROM {table.name}, row WHERE {key} = ?",
        (mine,),
    )
