"""Duties handed over: who stands in for whom, from when until when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text

from models.base import Base, column
from models.types import UtcDateTime

OPEN = text("ended_at IS NULL")


class HandOver(Base, table=True):
    """The duties of an absent officer in other hands (移交); given and ended by entries of the register."""

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("stand_in_no <> person_no", name="to_another"),
        CheckConstraint("until_on >= from_on", name="until_after_from"),
        CheckConstraint("(ended_at IS NULL) = (ended_seq IS NULL)", name="ended_whole"),
        Index("ix_hand_over_person_no_open", "person_no", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_hand_over_stand_in_no_open", "stand_in_no", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    no: str = column("public number", key=True)
    person_no: str = column("whose duties", to="person.no")
    stand_in_no: str = column("who stands in", to="person.no")
    from_on: date = column("first day, Asia/Shanghai")
    until_on: date = column("last day, Asia/Shanghai")
    given_seq: int = column("number of the register's history entry that gave it")
    ended_at: datetime | None = column(
        "when it was taken back before its last day, NULL unless it was", UtcDateTime, default=None
    )
    ended_seq: int | None = column(
        "number of the register's entry that took it back, NULL unless it was", default=None
    )
