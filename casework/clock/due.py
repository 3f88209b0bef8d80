"""What is there to do: asked before anything starts, so that where nothing is due nothing is written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, text

from casework.service import Service
from casework.steps import kind_of, number_of
from models.letter import WAITING
from models.tables import letter, timer

__all__ = ["DueNow", "due_now", "letters_due", "next_letter"]

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
    return _counted(service, due.order_by(timer.c.due_at))


def letters_due(service: Service, now: datetime) -> DueNow:
    """The letters that are to be tried at ``now``, by one indexed query."""
    due = select(letter.c.subject, letter.c.due_at).where(WAITING, letter.c.due_at <= now)
    return _counted(service, due.order_by(letter.c.due_at))


def next_letter(service: Service, after: datetime | None = None) -> datetime | None:
    """The moment the next letter is to be tried, ``after`` a moment where one is given; None where none waits."""
    first = select(func.min(letter.c.due_at)).where(WAITING)
    if after is not None:
        first = first.where(letter.c.due_at > after)
    with service.store.reading() as connection:
        moment: datetime | None = connection.execute(first).scalar_one()
        return moment


def _counted(service: Service, due: Select[tuple[str, datetime]]) -> DueNow:
    with service.store.reading() as connection:
        rows = connection.execute(due.limit(ENOUGH)).all()
    if not rows:
        return DueNow()
    programmes = {_programme(subject) for subject, _ in rows}
    return DueNow(len(rows), tuple(sorted(programmes)), rows[0][1])


def _programme(subject: str) -> str:
    """Public numbers begin with the id of their programme, which has no hyphen."""
    return number_of(subject).partition("-")[0] if ":" in subject else kind_of(subject)
