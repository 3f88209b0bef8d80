"""Tasks: what no stage asks of anyone."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text

from models.base import Base, column
from models.types import Json, UtcDateTime

_OPEN = text("closed_at IS NULL")


class Task(Base, table=True):
    """A task (待办): an undelivered letter, a calendar needed, a timer set aside, a mail server that refuses us."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_seq IS NULL)", name="closed_whole"),
        Index(None, "subject"),
        Index("ix_task_body_open", "body", "organisation_code", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    no: str = column("public number", key=True)
    subject: str = column("what it is about")
    kind: str = column(
        "what is to be done: undelivered_letter, calendar_needed, timer_set_aside, mail_refused"
    )
    rule: str = column("the rule of the timer it is about, empty for none", default="")
    body: str = column("the body of the definition, or the role, that it is for")
    organisation_code: str | None = column(
        "the organisation that it is for, NULL for whoever acts as the body",
        to="organisation.code",
        default=None,
    )
    person_no: str | None = column("the person it was handed to, NULL for none", to="person.no", default=None)
    facts: dict[str, Any] = column("what one must know to do it, by name", Json)
    opened_at: datetime = column("when it was opened", UtcDateTime)
    opened_seq: int = column("number of the register's history entry that opened it")
    closed_at: datetime | None = column("when it was closed, NULL while open", UtcDateTime, default=None)
    closed_seq: int | None = column(
        "number of the register's entry that closed it, NULL while open", default=None
    )
