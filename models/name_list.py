"""Lists of cases that are published, their entries, and the objections received."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index

from models.base import Base, Subject, column
from models.types import UtcDateTime, choice


class EntryState(StrEnum):
    """Where an entry of a list stands."""

    DRAFT = "draft"  # the list is not published
    PUBLISHED = "published"
    HELD = "held"  # an objection is open
    CLEARED = "cleared"  # its window ended without an objection upheld
    DROPPED = "dropped"


class ObjectionState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    SETTLED = "settled"


class NameList(Subject, table=True):
    """A list (名单). A subject: `list:NO`. Publishing freezes it; closing goes entry by entry."""

    __tablename__ = "name_list"
    __table_args__ = (
        CheckConstraint(
            "window_last IS NULL OR window_first IS NULL OR window_last >= window_first", name="window_order"
        ),
        Index(None, "programme", "state"),
        Index(None, "round_no"),
    )

    no: str = column("public number", key=True)
    programme: str = column("id of the programme", to="programme.id")
    round_no: str | None = column("the round it belongs to, NULL for none", to="round.no", default=None)
    name: str = column("which list: proposed, certified, withdrawn, or as the definition names it")
    place: str = column("where it is published, empty until it is", default="")
    published_on: date | None = column("day of publication, Asia/Shanghai; NULL until then", default=None)
    window_first: date | None = column("first day of the window for objections, NULL until set", default=None)
    window_last: date | None = column("last day of the window, NULL until set", default=None)
    closes_at: datetime | None = column(
        "end of the window as a moment, NULL until set", UtcDateTime, default=None
    )


class ListEntry(Base, table=True):
    """A case on a list."""

    __tablename__ = "list_entry"
    __table_args__ = (Index(None, "case_no"),)

    list_no: str = column("the list", key=True, to="name_list.no")
    case_no: str = column("the case", key=True, to="case_file.no")
    rank: int | None = column("place on the list from 1, NULL where unranked", default=None)
    state: EntryState = column(
        "where the entry stands", choice(EntryState, "state"), default=EntryState.DRAFT
    )


class Objection(Base, table=True):
    """An objection (异议) against an entry. Its text is personal text and stands there."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_with_moment"),
        Index(None, "list_no", "case_no"),
        Index(None, "case_no"),
    )

    no: str = column("public number", key=True)
    list_no: str = column("the list objected to", to="name_list.no")
    case_no: str = column("the entry objected to", to="case_file.no")
    received_at: datetime = column("when it was received", UtcDateTime)
    state: ObjectionState = column(
        "open or settled", choice(ObjectionState, "state"), default=ObjectionState.OPEN
    )
    conditions_met: bool | None = column(
        "whether the case still meets the conditions, NULL until settled", default=None
    )
    settled_at: datetime | None = column("when it was settled, NULL while open", UtcDateTime, default=None)
