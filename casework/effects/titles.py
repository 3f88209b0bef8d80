"""Titles, assessments and rectifications, written down."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from calendars import day_of
from casework.steps import Writing
from casework.storage.prepared import Prepared, inserting
from models.tables import assessment, rectification, title
from statemachines.effects import Effect

__all__ = ["end_title", "grade_assessment", "report_rectification", "settle_rectification"]


_NEW, _ORDERED = inserting(assessment), inserting(rectification)
_GRADED = Prepared(
    select(func.count()).where(
        assessment.c.title_no == bindparam("title_no"), assessment.c.kind == bindparam("kind")
    )
)


def end_title(writing: Writing, effect: Effect) -> None:
    """Record the day a title ended; its own machine is moved by the same commit."""
    this = (title.c.no == writing.case["title_no"]) & title.c.ended_on.is_(None)
    writing.connection.execute(update(title).where(this).values(ended_on=day_of(writing.now)))


def grade_assessment(writing: Writing, effect: Effect) -> None:
    """Record a grade; ``failed`` is None for a kind of assessment that has no consequences (P1.24)."""
    kind = writing.case["facts"].get("assessment_kind") or _only_kind(writing)
    title_no = writing.case["title_no"]
    sequence = _GRADED.value(writing.connection, title_no=title_no, kind=kind) + 1
    _NEW.run(
        writing.connection, case_no=writing.case["no"], title_no=title_no, kind=kind, sequence=sequence,
        grade=writing.payload["grade"], failed=effect.settings["failed"], items=_items(writing),
        graded_at=writing.now,
    )  # fmt: skip
    if "due" in writing.payload and writing.step.decision.entry.event == "failed":
        due = date.fromisoformat(writing.payload["due"])
        _ORDERED.run(writing.connection, case_no=writing.case["no"], ordered_at=writing.now, due_on=due)


def _only_kind(writing: Writing) -> str:
    stages = writing.step.loaded.programme.procedures[writing.case["procedure"]].stages
    return str(next(stage.counts for stage in stages if stage.kind == "assessment"))  # type: ignore[attr-defined]


def _items(writing: Writing) -> dict[str, Any]:
    return {str(each.get("item")): each.get("finding") for each in writing.payload.get("items") or ()}


def report_rectification(writing: Writing, effect: Effect) -> None:
    """Record that the holder reports what it put right."""
    this = rectification.c.case_no == writing.case["no"]
    writing.connection.execute(update(rectification).where(this).values(reported_at=writing.now))


def settle_rectification(writing: Writing, effect: Effect) -> None:
    """Record the verdict of the acceptance (整改验收)."""
    this = rectification.c.case_no == writing.case["no"]
    verdict = {"accepted": effect.settings["accepted"], "decided_at": writing.now}
    writing.connection.execute(update(rectification).where(this).values(**verdict))
