"""The run ledger: what happened by itself, when, where, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text

from models.base import Base, column
from models.types import Json, UtcDateTime, choice

RUNNING = text("state = 'running'")


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # it raised an error; what it had committed until then stays
    STOPPED = "stopped"  # its node was asked to end; what it had committed until then stays
    LOST = "lost"  # its node is gone; what it had committed until then stays


class FlowRun(Base, table=True):
    """A run of a flow that had something to do. No subject, and no part of any chain."""

    __tablename__ = "flow_run"
    __table_args__ = (
        CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended_unless_running"),
        CheckConstraint(
            "seen >= 0 AND did >= 0 AND skipped >= 0 AND failed >= 0", name="counts_not_negative"
        ),
        Index(None, "started_at"),
        Index(
            "ix_flow_run_alive_until_running",
            "alive_until",
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    no: str = column("number of the run, random", key=True)
    flow: str = column("name of the flow, such as enforce_deadlines")
    node: str = column("the process it ran in: host and process number")
    started_at: datetime = column("when it began", UtcDateTime)
    alive_until: datetime = column(
        "its node renews this while it runs; past it, the node is gone", UtcDateTime
    )
    ended_at: datetime | None = column("when it ended, NULL while it runs", UtcDateTime, default=None)
    state: RunState = column("where it stands", choice(RunState, "state"), default=RunState.RUNNING)
    seen: int = column("how many things it looked at", default=0)
    did: int = column("how many of them it did", default=0)
    skipped: int = column("how many needed nothing any more", default=0)
    failed: int = column("how many it could not do", default=0)
    counts: dict[str, Any] = column("the same in the flow's own words: how many of what", Json)
    prefect_run: str = column("id of Prefect's run of it, empty where Prefect did not record it", default="")
    error: str = column("kind of the error that ended it, empty for none", default="")
