"""The run ledger: a row for each run that had something to do, also for one that a kill cut short."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, text, update

from casework.service import Service
from models.run import RUNNING, RunState
from models.tables import flow_run

__all__ = [
    "KEPT",
    "LEASE",
    "Counts",
    "RunRow",
    "begin",
    "end",
    "forget",
    "old_ones",
    "reap",
    "recent",
    "renew",
]

LEASE = timedelta(seconds=60)  # a run that was not renewed for so long has lost its node

KEPT = timedelta(
    days=90
)  # for looking into a quarter's troubles; what runs have done stands in the histories

_OLD = flow_run.c.started_at < bindparam("before"), flow_run.c.state != "running"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did: how many things it looked at, did, skipped and could not do, and the same in its own words."""

    seen: int = 0
    did: int = 0
    skipped: int = 0
    failed: int = 0
    by: Mapping[str, int] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether nothing came of it: no row is kept then."""
        return not (self.did or self.skipped or self.failed)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the ledger has it."""

    no: str
    flow: str
    node: str
    started_at: datetime
    ended_at: datetime | None
    state: str
    seen: int
    did: int
    skipped: int
    failed: int
    counts: Mapping[str, int]
    prefect_run: str
    error: str


def begin(service: Service, flow: str, node: str, now: datetime, prefect_run: str = "") -> str:
    """Enter a run that begins; returns its number."""
    number = service.entropy.salt()
    row = {
        "no": number, "flow": flow, "node": node, "started_at": now, "alive_until": now + LEASE,
        "prefect_run": prefect_run, "counts": {},
    }  # fmt: skip
    with service.store.writing() as connection:
        connection.execute(insert(flow_run), row)
    return number


def renew(service: Service, number: str, now: datetime) -> None:
    """Say that the run goes on; one that was given up as lost stays so."""
    with service.store.writing() as connection:
        going_on = update(flow_run).where(flow_run.c.no == number, RUNNING)
        connection.execute(going_on.values(alive_until=now + LEASE))


def end(
    service: Service, number: str, now: datetime, counts: Counts,
    state: RunState = RunState.DONE, error: str = "",
) -> None:  # fmt: skip
    """Enter what came of a run; one that is done and did nothing leaves no trace. ``error`` is a kind, no text."""
    this = flow_run.c.no == number
    with service.store.writing() as connection:
        if state is RunState.DONE and counts.nothing:
            connection.execute(delete(flow_run).where(this))
            return
        row = {
            "state": state, "ended_at": now, "seen": counts.seen, "did": counts.did,
            "skipped": counts.skipped, "failed": counts.failed, "counts": dict(counts.by), "error": error,
        }  # fmt: skip
        connection.execute(update(flow_run).where(this).values(**row))


def reap(service: Service, now: datetime) -> int:
    """Give up the runs whose nodes are gone; returns how many. Where there are none, nothing is written."""
    gone = flow_run.c.alive_until < now
    with service.store.reading() as connection:
        if connection.execute(select(flow_run.c.no).where(RUNNING, gone).limit(1)).first() is None:
            return 0
    with service.store.writing() as connection:
        lost = update(flow_run).where(RUNNING, gone)
        return connection.execute(lost.values(state=RunState.LOST, ended_at=flow_run.c.alive_until)).rowcount


def old_ones(service: Service, now: datetime) -> bool:
    """Whether there are runs that need not be kept any longer, by the index of their beginnings."""
    with service.store.reading() as connection:
        known = select(flow_run.c.no).where(*_OLD).limit(1)
        return connection.execute(known, {"before": now - KEPT}).first() is not None


def forget(service: Service, now: datetime) -> int:
    """Delete the runs that began more than 90 days ago; returns how many. Where there are none, nothing is written."""
    if not old_ones(service, now):
        return 0
    with service.store.writing() as connection:
        return connection.execute(delete(flow_run).where(*_OLD), {"before": now - KEPT}).rowcount


def recent(service: Service, limit: int = 20, *, flow: str = "") -> tuple[RunRow, ...]:
    """The runs that began last, the newest first; those of one flow where it is named."""
    known = select(*(flow_run.c[name] for name in RunRow.__slots__))
    known = known.where(flow_run.c.flow == flow) if flow else known
    with service.store.reading() as connection:
        rows = connection.execute(known.order_by(flow_run.c.started_at.desc(), text("no")).limit(limit))
        return tuple(RunRow(*row) for row in rows)
