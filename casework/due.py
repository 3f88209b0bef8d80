"""What is there to do: asked before anything starts, so that where nothing is due nothing is written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from casework.service import Service
from casework.steps import kind_of, number_of
from models.tables import timer

__all__ = ["DueNow", "due_now"]

ENOUGH = 10_000  # who knows that so many are due need not count on


@dataclass(frozen=True, slots=True)
class DueNow:
    """What is due at a moment: how many (at most 10,000 are counted), of which programmes, and since when."""

    count: int = 0
    programmes: tuple[str, ...] = ()
    first: datetime | None = None


def due_now(service: Service, now: datetime) -> DueNow:
    """The timers that are due at ``now``, by one indexed query; those that only wait for somebody are among them."""
    pending = text("timer.state = 'pending'")  # written out, as the partial index has it
    due = select(timer.c.subject, timer.c.due_at).where(pending, timer.c.due_at <= now)
    with service.store.reading() as connection:
        rows = connection.execute(due.order_by(timer.c.due_at).limit(ENOUGH)).all()
    if not rows:
        return DueNow()
    programmes = {_programme(subject) for subject, _ in rows}
    return DueNow(len(rows), tuple(sorted(programmes)), rows[0].due_at)


def _programme(subject: str) -> str:
    """Public numbers begin with the id of their programme, which has no hyphen."""
    return number_of(subject).partition("-")[0] if ":" in subject else kind_of(subject)
