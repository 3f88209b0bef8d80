"""Policies in the report: the comments on their drafts by channel, and the days of issue, effect and end."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from models.tables import contribution, deadline, issued_document
from rehearsal.reporting.reading import Record
from statemachines.stages.consultation import Consultation

__all__ = ["policies"]

_COMMENTS = select(contribution.c.case_no, contribution.c.payload).where(contribution.c.kind == "comment")


def policies(record: Record) -> list[dict[str, Any]]:
    """Every draft that was issued: its comments, in time and late, and the days of its life."""
    comments: dict[str, dict[str, Counter[str]]] = {}
    for row in record.connection.execute(_COMMENTS):
        counts = comments.setdefault(row.case_no, {}).setdefault(
            row.payload["channel"], Counter(in_time=0, late=0)
        )
        counts["late" if row.payload["late"] else "in_time"] += 1
    documents = record.connection.execute(select(issued_document).order_by(issued_document.c.case_no)).all()
    return [_life(record, row, comments.get(row.case_no, {})) for row in documents]


def _life(record: Record, document: Any, comments: dict[str, Counter[str]]) -> dict[str, Any]:
    title = next(row for row in record.titles if row.no == document.title_no)
    return {
        "document": document.document_no,
        "consultation": _window(record, document.case_no),
        "comments": {channel: dict(counts) for channel, counts in sorted(comments.items())},
        "issued": record.day(document.issued_on),
        "effective": record.day(title.valid_from),
        "valid_until": record.day(title.valid_until),
        "state": title.state,
    }


def _window(record: Record, case: str) -> list[str | None]:
    """First and last day of the consultation, both included."""
    procedures = record.scene.loaded.programme.procedures.values()
    stages = [stage for each in procedures for stage in each.stages if isinstance(stage, Consultation)]
    known = select(deadline.c.rule, deadline.c.last_day).where(deadline.c.subject == f"case:{case}")
    last = {row.rule: row.last_day for row in record.connection.execute(known)}
    return [record.day(day) for stage in stages for day in (stage.opens, last.get(f"{stage.id}.open"))]
