"""Drafts that the public may comment on, as anybody may read them: their windows, and what became of the comments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from calendars import day_of
from casework.refused import NotFound
from casework.service import Service
from casework.views.rows import filled
from models.tables import (
    case_file,
    contribution,
    deadline,
    definition_text,
    history,
    issued_document,
    object,
    personal_text,
    programme,
)
from statemachines.stages.consultation import Consultation

__all__ = ["Draft", "DraftDetail", "list_consultations", "show_consultation"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in consultation, or after it: from when until when comments are taken, both days included.

    ``stage`` is the id of the consultation; ``result`` is empty while the case runs.
    """

    no: str
    programme: str
    programme_name: str
    name: str
    stage: str
    state: str
    opens: date
    last_day: date | None
    ends_at: datetime | None
    result: str

    def takes_comments(self, now: datetime) -> bool:
        """Whether it is open at a moment."""
        return self.state == f"{self.stage}.open" and self.ends_at is not None and now < self.ends_at


@dataclass(frozen=True, slots=True)
class DraftDetail:
    """A draft with how many comments came in time and late, what became of them, and the document that was issued.

    ``summary`` is what whoever issued it wrote about the comments; empty where nothing was written, or not yet.
    """

    draft: Draft
    in_time: int
    late: int
    summary: str
    document_no: str
    issued_on: date | None
    title_no: str


_ROWS = (
    select(case_file, programme.c.name.label("programme_name"), object.c.name.label("object"))
    .join(programme, programme.c.id == case_file.c.programme)
    .join(object, object.c.no == case_file.c.object_no)
    .order_by(case_file.c.opened_at.desc(), case_file.c.no.desc())
)


def list_consultations(service: Service, now: datetime, *, limit: int) -> tuple[Draft, ...]:
    """The drafts whose consultation has begun, the newest first."""
    with service.store.reading() as connection:
        known = select(definition_text.c.digest).order_by(definition_text.c.digest)
        these = [
            and_(
                case_file.c.programme == loaded.programme.programme, case_file.c.definition_digest == digest,
                case_file.c.procedure == name,
            )
            for digest in connection.execute(known).scalars().all()
            for loaded in (service.definition(connection, digest),)
            for name, procedure in loaded.programme.procedures.items()
            if any(isinstance(stage, Consultation) for stage in procedure.stages)
        ]  # fmt: skip
        return (
            tuple(_drafts(service, connection, _ROWS.where(or_(*these)).limit(limit), now)) if these else ()
        )


def show_consultation(service: Service, number: str, now: datetime) -> DraftDetail:
    """One draft; raises NotFound for a case without a consultation, or before it begins."""
    with service.store.reading() as connection:
        found = list(_drafts(service, connection, _ROWS.where(case_file.c.no == number), now))
        if not found:
            raise NotFound("consultation", number)
        comments = select(contribution.c.payload).where(
            contribution.c.case_no == number,
            contribution.c.stage == found[0].stage,
            contribution.c.kind == "comment",
        )
        late = [bool(said["late"]) for said in connection.execute(comments).scalars()]
        known = select(issued_document).where(issued_document.c.case_no == number)
        issued = connection.execute(known).one_or_none()
        return DraftDetail(
            found[0], late.count(False), late.count(True), _summary(connection, number),
            issued.document_no if issued else "", issued.issued_on if issued else None,
            issued.title_no if issued else "",
        )  # fmt: skip


def _drafts(service: Service, connection: Connection, known: Select[Any], now: datetime) -> Iterator[Draft]:
    rows = connection.execute(known).all()
    windows = select(deadline.c.subject, deadline.c.rule, deadline.c.last_day, deadline.c.ends_at).where(
        deadline.c.subject.in_([f"case:{row.no}" for row in rows])
    )
    ends = {
        (each.subject, each.rule): each
        for each in connection.execute(windows.order_by(deadline.c.occurrence))
    }
    for row in rows:
        procedure = service.definition(connection, row.definition_digest).programme.procedures[row.procedure]
        begun = [
            stage
            for stage in procedure.stages
            if isinstance(stage, Consultation) and stage.opens <= day_of(now)
        ]
        if begun:
            yield _draft(row, begun[-1], ends)


def _draft(row: Any, stage: Consultation, ends: Mapping[tuple[str, str], Any]) -> Draft:
    window = ends.get((f"case:{row.no}", f"{stage.id}.open"))
    derived = {
        "name": row.object, "stage": stage.id, "opens": stage.opens, "result": row.result or "",
        "last_day": window.last_day if window else None, "ends_at": window.ends_at if window else None,
    }  # fmt: skip
    return filled(Draft, row, **derived)


def _summary(connection: Connection, number: str) -> str:
    known = (
        select(personal_text.c.text)
        .join(history, and_(history.c.subject == personal_text.c.subject, history.c.seq == personal_text.c.seq))
        .where(
            personal_text.c.subject == f"case:{number}", personal_text.c.field == "summary", history.c.action == "issue"
        )
    )  # fmt: skip
    return connection.execute(known).scalars().first() or ""
