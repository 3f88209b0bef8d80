"""A mail server that refuses us, not a letter: a task for the administrators, until letters go out again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from casework.service import Service
from casework.storage.holding import hold
from casework.tasks import close_task, open_task
from models.tables import task
from notifications.errors import MailRefused

__all__ = ["note_refused", "note_taken"]

KIND = "mail_refused"


def note_refused(service: Service, error: MailRefused, now: datetime) -> None:
    """Open the task that says so, unless it is open: once, whatever the number of letters and of attempts.

    No letter tells of it, which could not go out before the task is closed.
    """
    with service.store.reading() as connection:
        if _open_ones(connection):
            return
    facts = {"rule": error.where, "why": error.why}
    with service.store.writing() as connection:
        hold(connection, KIND)  # other nodes are refused at the same moment
        open_task(service, connection, "register", KIND, facts, now, tell=False)


def note_taken(service: Service, now: datetime) -> None:
    """Letters go out: close the task; nothing is written where none is open."""
    with service.store.reading() as connection:
        if not _open_ones(connection):
            return
    with service.store.writing() as connection:
        hold(connection, KIND)
        for number in _open_ones(connection):
            close_task(connection, number, "clock", now)


def _open_ones(connection: Connection) -> Sequence[str]:
    known = select(task.c.no).where(
        task.c.kind == KIND, task.c.body == "administrator", task.c.closed_at.is_(None)
    )
    return connection.execute(known).scalars().all()
