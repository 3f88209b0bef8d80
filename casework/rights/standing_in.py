"""Who stands in for whom on a day: read by those who weigh rights, address letters and show queues."""

from datetime import date

from sqlalchemy import Connection, bindparam, select

from casework.storage.prepared import Prepared
from models.tables import hand_over

__all__ = ["IN_FORCE", "LENT", "stand_ins", "stood_in_for"]

LENT = ("officer", "approver", "inspector")  # duties of an office; nobody scores or applies for another

IN_FORCE = (
    hand_over.c.ended_at.is_(None),
    hand_over.c.from_on <= bindparam("today", type_=hand_over.c.from_on.type),
    hand_over.c.until_on >= bindparam("today", type_=hand_over.c.until_on.type),
)
_ALL = Prepared(select(hand_over.c.person_no, hand_over.c.stand_in_no).where(*IN_FORCE))
_MINE = Prepared(
    select(hand_over.c.person_no)
    .where(*IN_FORCE, hand_over.c.stand_in_no == bindparam("person"))
    .order_by(hand_over.c.person_no)
)


def stand_ins(connection: Connection, today: date) -> dict[str, str]:
    """By absent person who stands in on a day."""
    return {row.person_no: row.stand_in_no for row in _ALL.rows(connection, today=today)}


def stood_in_for(connection: Connection, person: str, today: date) -> list[str]:
    """Those for whom a person stands in on a day."""
    return [row.person_no for row in _MINE.rows(connection, person=person, today=today)]
