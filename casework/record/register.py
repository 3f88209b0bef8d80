"""The register: the house's own subject. Seals, tasks and calendars are entered in its history, chained like all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from casework.record.chain import entry_hash
from casework.record.sealed_days import refuse_sealed
from casework.refused import Conflict
from casework.storage.holding import hold
from models.tables import history, register
from models.types import canonical_json

__all__ = ["enter_in_register"]


def enter_in_register(
    connection: Connection,
    action: str,
    event: str,
    now: datetime,
    payload: Mapping[str, Any],
    actor: str = "clock",
) -> tuple[int, str]:
    """Append an entry to the register's history; returns its number and hash.

    Who writes here at the same time waits for the other. Raises DaySealed where the day of ``now`` is sealed.
    """
    hold(connection, "register")
    row = _row(connection)
    refuse_sealed(connection, "register", row["version"], now)
    entry: dict[str, Any] = {
        "subject": "register", "seq": row["version"] + 1, "at": now, "action": action, "event": event, "actor": actor,
        "acting_as": "", "os_user": "", "source": row["state"], "target": row["state"],
        "payload": canonical_json(payload), "previous": row["head"],
    }  # fmt: skip
    hashed = entry_hash(entry)
    moved = connection.execute(
        update(register).where(register.c.version == row["version"]).values(version=entry["seq"], head=hashed)
    )
    if moved.rowcount != 1:
        raise Conflict("register", row["version"])
    connection.execute(insert(history), {**entry, "hash": hashed})
    return entry["seq"], hashed


def _row(connection: Connection) -> Mapping[str, Any]:
    row = connection.execute(select(register)).mappings().one_or_none()
    if row is not None:
        return dict(row)
    first = {"name": "register", "state": "running", "version": 0, "head": ""}
    connection.execute(insert(register), first)
    return first
