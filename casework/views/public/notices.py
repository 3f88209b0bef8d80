"""Publicity notices as anybody may read them: lists as they were published, with nothing personal in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from casework.refused import NotFound
from casework.rights.regions import region_name
from casework.service import Service
from casework.views.rows import filled
from models.tables import case_file, history, list_entry, name_list, object, organisation, programme

__all__ = ["Announcement", "Notice", "NoticeDetail", "NoticeEntry", "list_notices", "show_notice"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A list that is or was in public; ``corrected_at`` is when it was corrected last, None for never."""

    no: str
    programme: str
    programme_name: str
    name: str
    state: str
    place: str
    published_on: date
    window_first: date | None
    window_last: date | None
    closes_at: datetime | None
    corrected_at: datetime | None

    def takes_objections(self, now: datetime) -> bool:
        """Whether its window is open at a moment."""
        return self.state == "published" and self.closes_at is not None and now < self.closes_at


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """An entry as it was published. ``place`` numbers the entries from 1 and never changes.

    ``hash`` is that of the entry in the case's history which the publication made; ``dropped`` says that it was taken
    off afterwards.
    """

    place: int
    case_no: str
    object: str
    applicant: str
    region: str
    rank: int | None
    dropped: bool
    hash: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """The publication of a list, or a correction: when, and the hash of its entry in the list's history."""

    action: str
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class NoticeDetail:
    """A notice with its entries, by rank, and how it was announced: the publication, then the corrections."""

    notice: Notice
    entries: tuple[NoticeEntry, ...]
    announcements: tuple[Announcement, ...]


_KEY = "list:" + name_list.c.no
_CORRECTED = (
    select(func.max(history.c.at, type_=history.c.at.type))
    .where(history.c.subject == _KEY, history.c.action == "correct")
    .scalar_subquery()
)
_ROWS = (
    select(name_list, programme.c.name.label("programme_name"), _CORRECTED.label("corrected_at"))
    .join(programme, programme.c.id == name_list.c.programme)
    .where(name_list.c.published_on.is_not(None))
)


def list_notices(
    service: Service, now: datetime, *, programme: str = "", open_only: bool = False, limit: int | None = None,
    skip: int = 0,
) -> tuple[Notice, ...]:  # fmt: skip
    """The lists that are or were in public, the newest first; ``open_only`` leaves those that take objections now."""
    known = _ROWS.order_by(name_list.c.published_on.desc(), name_list.c.no.desc()).limit(limit).offset(skip)
    known = known.where(name_list.c.programme == programme) if programme else known
    if open_only:
        known = known.where(name_list.c.state == "published", name_list.c.closes_at > now)
    with service.store.reading() as connection:
        return tuple(filled(Notice, row) for row in connection.execute(known))


def show_notice(service: Service, number: str) -> NoticeDetail:
    """One notice; raises NotFound for a list that was never public, as if it did not exist."""
    with service.store.reading() as connection:
        row = connection.execute(_ROWS.where(name_list.c.no == number)).one_or_none()
        announced = _announcements(connection, number)
        if row is None or not announced:
            raise NotFound("notice", number)
        return NoticeDetail(
            filled(Notice, row), _entries(connection, number, announced[0].at), tuple(announced)
        )


def _announcements(connection: Connection, number: str) -> Sequence[Announcement]:
    known = select(history.c.action, history.c.at, history.c.hash).where(
        history.c.subject == f"list:{number}", history.c.action.in_(("publish", "correct"))
    )
    return [Announcement(*row) for row in connection.execute(known.order_by(history.c.seq))]


def _entries(connection: Connection, number: str, at: datetime) -> tuple[NoticeEntry, ...]:
    """What was published at a moment: what was taken off the draft before has no entry of that moment."""
    known = (
        select(
            list_entry.c.case_no, list_entry.c.rank, list_entry.c.state, case_file.c.region,
            object.c.name.label("object"), organisation.c.name.label("applicant"), history.c.hash,
        )
        .join(case_file, case_file.c.no == list_entry.c.case_no)
        .join(organisation, organisation.c.code == case_file.c.applicant_code)
        .join(object, object.c.no == case_file.c.object_no)
        .join(history, history.c.subject == "case:" + list_entry.c.case_no)
        .where(list_entry.c.list_no == number, history.c.action == "publish", history.c.at == at)
    )  # fmt: skip
    rows = sorted(connection.execute(known), key=lambda row: (row.rank is None, row.rank or 0, row.case_no))
    return tuple(_entry(place, row) for place, row in enumerate(rows, 1))


def _entry(place: int, row: Any) -> NoticeEntry:
    derived = {"place": place, "region": region_name(row.region), "dropped": row.state == "dropped"}
    return filled(NoticeEntry, row, **derived)
