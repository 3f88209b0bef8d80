"""Rounds and assessments looked over once a day: what was opened and closed by itself, and what is missing.

Rounds close and assessments open by timers, as every deadline does. This is no second mechanism: it tells what they
did, and finds what no timer stands for any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, exists, literal, select

from casework.service import Service
from models.tables import history, programme, round, timer, title

__all__ = ["Looked", "look_over_assessments", "look_over_rounds"]

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look over the house found: how many there are, the keys of those that moved, of those that are amiss."""

    seen: int
    moved: tuple[str, ...]
    amiss: tuple[str, ...]


def look_over_rounds(service: Service, now: datetime) -> Looked:
    """Rounds: those opened or closed within a day, and those still open although their last moment has passed.

    A programme whose yearly call was not opened is told by a timer of its own (``warn_no_call``).
    """
    with service.store.reading() as connection:
        rows = connection.execute(
            select(round.c.no, round.c.state, round.c.closes_at).order_by(round.c.no)
        ).all()
        moved = _moved(connection, "round:", ("opened", "closed", "finished"), now)
    late = tuple(f"round:{no}" for no, state, closes in rows if state == "open" and closes and closes <= now)
    return Looked(len(rows), moved, late)


def look_over_assessments(service: Service, now: datetime) -> Looked:
    """Titles in force that are assessed: whose assessment was opened within a day, and who would never be assessed.

    The latter have neither a timer for it that is pending nor one that was set aside (a task tells of it then).
    """
    with service.store.reading() as connection:
        ids = connection.execute(select(programme.c.id)).scalars()
        assessed = {id: _assessed_titles(service, connection, id) for id in ids}
        found = [row for id, kinds in assessed.items() for row in _in_force(connection, id, kinds)]
        moved = _moved(connection, "title:", ("assessment_opened",), now)
    return Looked(len(found), moved, tuple(f"title:{no}" for no, provided in found if not provided))


def _assessed_titles(service: Service, connection: Connection, programme_id: str) -> set[str]:
    """The kinds of title that the clock opens assessments of."""
    _, loaded = service.current(connection, programme_id)
    procedures = loaded.programme.procedures.values()
    return {
        each.needs for each in procedures if each.starts.by == "clock" and each.starts.every and each.needs
    }


def _in_force(connection: Connection, programme_id: str, kinds: set[str]) -> list[tuple[str, bool]]:
    """Titles in force of these kinds, and whether anything provides for their next assessment."""
    waits = exists().where(
        timer.c.subject == literal("title:").concat(title.c.no),
        timer.c.action == "open_assessment",
        timer.c.state.in_(("pending", "set_aside")),
    )
    known = select(title.c.no, waits).where(
        title.c.programme == programme_id, title.c.kind.in_(kinds), title.c.state == "in_force"
    )
    return [(no, provided) for no, provided in connection.execute(known.order_by(title.c.no))]


def _moved(connection: Connection, kind: str, events: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Subjects of a kind with one of these events within the last day."""
    known: Select[tuple[str]] = (
        select(history.c.subject)
        .where(
            history.c.at > now - A_DAY,
            history.c.at <= now,
            history.c.event.in_(events),
            history.c.subject.startswith(kind),
        )
        .distinct()
    )
    return tuple(connection.execute(known.order_by(history.c.subject)).scalars())
