"""Letters for people: which wait, which were sent, and which did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from casework.service import Service
from models.letter import LetterState
from models.tables import letter

__all__ = ["LetterRow", "count_letters", "list_letters"]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter. ``due_at`` is when it is tried next, or while it is claimed when the lease ends."""

    created_at: datetime
    state: str
    template: str
    recipient: str
    subject: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    reached: Sequence[str] | None
    message_id: str
    last_error: str


def list_letters(
    service: Service, *, state: str = "", recipient: str = "", subject: str = "", limit: int | None = None
) -> tuple[LetterRow, ...]:
    """The letters, the newest first; those in one state, to one recipient, about one subject only, where asked."""
    known = select(*(letter.c[name] for name in LetterRow.__slots__))
    for column, wanted in (
        (letter.c.state, state),
        (letter.c.recipient, recipient),
        (letter.c.subject, subject),
    ):
        known = known.where(column == wanted) if wanted else known
    order = (letter.c.created_at.desc(), letter.c.entry, letter.c.template, letter.c.recipient)
    with service.store.reading() as connection:
        rows = connection.execute(known.order_by(*order).limit(limit)).all()
    return tuple(LetterRow(*row) for row in rows)


def count_letters(service: Service) -> dict[str, int]:
    """How many letters are in each state, those of no letter too."""
    with service.store.reading() as connection:
        found = connection.execute(select(letter.c.state, func.count()).group_by(letter.c.state)).all()
    counts = {str(state): count for state, count in found}
    return {state.value: counts.get(state.value, 0) for state in LetterState}
