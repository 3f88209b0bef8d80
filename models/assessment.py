"""Assessments of titles and the rectifications they lead to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint

from models.base import Base, column
from models.types import Json, UtcDateTime


class Assessment(Base, table=True):
    """An assessment (考评) of a title: a case of its own, whose result rules over years read."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("title_no", "kind", "sequence"),
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
    )

    case_no: str = column("the case", key=True, to="case_file.no")
    title_no: str = column("the title assessed", to="title.no")
    kind: str = column("which kind of assessment, an id of the definition")
    sequence: int = column("how many of this kind the title has had, from 1: what 'twice in a row' counts")
    grade: str | None = column("grade as the definition names it, NULL until graded", default=None)
    failed: bool | None = column("whether it counts as failed, NULL until graded", default=None)
    items: dict[str, Any] = column("results by item of the assessment", Json)
    graded_at: datetime | None = column("when it was graded, NULL until then", UtcDateTime, default=None)


class Rectification(Base, table=True):
    """A rectification (整改) ordered after an assessment."""

    __tablename__ = "rectification"
    __table_args__ = (
        CheckConstraint("(accepted IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        CheckConstraint("reported_at IS NULL OR reported_at >= ordered_at", name="reported_after_ordered"),
    )

    case_no: str = column("the assessment it follows from", key=True, to="assessment.case_no")
    ordered_at: datetime = column("when it was ordered", UtcDateTime)
    due_on: date = column("last day to report, Asia/Shanghai")
    reported_at: datetime | None = column("when it was reported, NULL until then", UtcDateTime, default=None)
    accepted: bool | None = column("verdict of the acceptance (整改验收), NULL until decided", default=None)
    decided_at: datetime | None = column("when that was decided, NULL until then", UtcDateTime, default=None)
