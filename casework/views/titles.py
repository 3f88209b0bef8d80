"""Titles for people, with their assessments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from calendars import day_of
from casework.refused import NotFound
from casework.rights.sight import EVERYTHING, Sight
from casework.service import Service
from casework.views.deadlines import DeadlineRow, deadlines_of
from casework.views.public.rectifying import UNDER_RECTIFICATION
from casework.views.rows import chunks, filled
from models.tables import assessment, case_file, object, organisation, rectification, title
from statemachines.definition.base import chinese

__all__ = ["AssessmentLine", "Grade", "TitleDetail", "TitleRow", "grades_of", "list_titles", "show_title"]


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title: who holds it for which object, since when, and when the next assessment opens."""

    no: str
    programme: str
    kind: str
    kind_name: str
    object_no: str
    object: str
    holder_code: str
    holder: str
    state: str
    state_name: str
    granted_on: date
    valid_until: date | None
    ended_on: date | None
    plaque_no: str
    letter_no: str
    case_no: str
    next_assessment: date | None


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An assessment: its case, how many of its kind there were, the grade; and the rectification it led to."""

    case_no: str
    state: str
    kind: str
    sequence: int
    grade: str | None
    failed: bool | None
    graded_at: datetime | None
    rectify_by: date | None
    reported_at: datetime | None
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Grade:
    """What an assessment came to: in which year, by which case."""

    year: int
    grade: str
    failed: bool
    case_no: str


@dataclass(frozen=True, slots=True)
class TitleDetail:
    """A title with its assessments, the first one first, and its deadlines."""

    title: TitleRow
    assessments: tuple[AssessmentLine, ...]
    deadlines: tuple[DeadlineRow, ...]


_ROWS = (
    select(
        title, object.c.name.label("object"), organisation.c.name.label("holder"), case_file.c.definition_digest
    )
    .join(object, object.c.no == title.c.object_no)
    .join(organisation, organisation.c.code == title.c.holder_code)
    .join(case_file, case_file.c.no == title.c.case_no)
    .order_by(title.c.no)
)  # fmt: skip


def list_titles(
    service: Service, now: datetime, *, programme: str = "", state: str = "", q: str = "", after: str = "",
    limit: int | None = None, sight: Sight = EVERYTHING, rectifying: bool = False,
) -> tuple[TitleRow, ...]:  # fmt: skip
    """The titles that may be seen, in the order of their numbers.

    ``q`` holds words, each of which the number or the name of the object or the holder contains; ``after`` goes on
    behind the title of this number; ``rectifying`` leaves those whose holder has to mend something.
    """
    known = _ROWS.limit(limit)
    known = known.where(UNDER_RECTIFICATION) if rectifying else known
    known = known.where(title.c.programme == programme) if programme else known
    known = known.where(title.c.state == state) if state else known
    known = known.where(title.c.no > after) if after else known
    known = known if sight == EVERYTHING else known.where(sight.titles())
    for word in q.split():
        places = (title.c.no, object.c.name, organisation.c.name)
        known = known.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    with service.store.reading() as connection:
        return _rows(service, connection, known, now)[0]


def grades_of(service: Service, titles: Sequence[str]) -> dict[str, tuple[Grade, ...]]:
    """The grades that each of these titles was given, by its number, the earliest first."""
    found: dict[str, list[Grade]] = {}
    with service.store.reading() as connection:
        for piece in chunks(titles):
            known = select(assessment).where(
                assessment.c.title_no.in_(piece), assessment.c.graded_at.is_not(None)
            )
            for row in connection.execute(known.order_by(assessment.c.graded_at, assessment.c.case_no)):
                grade = Grade(day_of(row.graded_at).year, row.grade, bool(row.failed), row.case_no)
                found.setdefault(row.title_no, []).append(grade)
    return {number: tuple(grades) for number, grades in found.items()}


def show_title(service: Service, number: str, now: datetime) -> TitleDetail:
    """One title with its assessments; raises NotFound."""
    with service.store.reading() as connection:
        rows, due = _rows(service, connection, _ROWS.where(title.c.no == number), now)
        if not rows:
            raise NotFound("title", number, "; `shenbao title list` shows them")
        return TitleDetail(rows[0], _assessments(connection, number), due.get(f"title:{number}", ()))


Due = dict[str, tuple[DeadlineRow, ...]]


def _rows(
    service: Service, connection: Connection, known: Select[Any], now: datetime
) -> tuple[tuple[TitleRow, ...], Due]:
    rows = connection.execute(known).all()
    due = deadlines_of(connection, [f"title:{row.no}" for row in rows], now)
    return tuple(_row(service, connection, row, due) for row in rows), due


def _row(service: Service, connection: Connection, row: Any, due: Due) -> TitleRow:
    loaded = service.definition(connection, row.definition_digest)
    running = (each for each in due.get(f"title:{row.no}", ()) if each.state == "running")
    derived: dict[str, Any] = {
        "kind_name": chinese(loaded.programme.titles[row.kind].name),
        "state_name": loaded.titles[row.kind].states[row.state].name,
        "next_assessment": next((each.last_day for each in running if each.rule == "title.assess"), None),
    }
    return filled(TitleRow, row, **derived)


def _assessments(connection: Connection, number: str) -> tuple[AssessmentLine, ...]:
    known = (
        select(
            assessment.c.case_no, case_file.c.state, assessment.c.kind, assessment.c.sequence, assessment.c.grade,
            assessment.c.failed, assessment.c.graded_at, rectification.c.due_on, rectification.c.reported_at,
            rectification.c.accepted,
        )
        .join(case_file, case_file.c.no == assessment.c.case_no)
        .outerjoin(rectification, rectification.c.case_no == assessment.c.case_no)
        .where(assessment.c.title_no == number)
        .order_by(assessment.c.graded_at, assessment.c.case_no)
    )  # fmt: skip
    return tuple(AssessmentLine(*row) for row in connection.execute(known))
