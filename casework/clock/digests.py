"""The digests of all programmes, once a day: sent by the sweep, as every timer; provided where a timer is missing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from casework.clock.digesting import DIGEST, provide_digest
from casework.clock.sweeping import sweep
from casework.service import Service
from models.tables import programme, timer

__all__ = ["Digests", "digest_missing", "send_digests"]


@dataclass(frozen=True, slots=True)
class Digests:
    """What became of the digests: the programmes that have one, those sent now, those whose timer was missing."""

    seen: int
    sent: tuple[str, ...]
    provided: tuple[str, ...]


def send_digests(service: Service, now: datetime) -> Digests:
    """Send the digests that are due at ``now``, after whatever else is due, and set the timers that are missing.

    It may be called at any time and as often as one likes: each digest is sent once. Raises StoreError where the
    database fails.
    """
    with service.store.reading() as connection:
        wanting = _wanting(service, connection)
    missing = digest_missing(service)
    if missing:
        with service.store.writing() as connection:
            for id in missing:
                provide_digest(service, connection, service.current(connection, id)[1], now)
    swept = sweep(service, now).timers.timers
    sent = tuple(each.subject for each in swept if each.action == DIGEST and each.outcome == "fired")
    return Digests(len(wanting), sent, tuple(f"programme:{id}" for id in missing))


def digest_missing(service: Service) -> list[str]:
    """The programmes that want a digest and have no timer for one."""
    with service.store.reading() as connection:
        return [id for id in _wanting(service, connection) if not _has_timer(connection, id)]


def _wanting(service: Service, connection: Connection) -> list[str]:
    ids = connection.execute(select(programme.c.id).order_by(programme.c.id)).scalars()
    return [id for id in ids if service.current(connection, id)[1].programme.reminding.digest]


def _has_timer(connection: Connection, id: str) -> bool:
    there = select(timer.c.rule).where(
        timer.c.subject == f"programme:{id}", timer.c.action == DIGEST, timer.c.state == "pending"
    )
    return connection.execute(there).first() is not None
