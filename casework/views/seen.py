"""Which deadlines, timers and tasks somebody may see: by what they are about."""

from typing import Any

from sqlalchemy import Column, ColumnElement, exists, func, or_, true

from casework.rights.sight import Sight
from models.tables import case_file, title

__all__ = ["seen"]


def seen(subject: Column[Any], sight: Sight, *, joined: bool = False) -> ColumnElement[bool]:
    """Whether a subject (`kind:NO`) may be seen: cases and titles within sight, what is of a programme with an office
    there.

    The number is cut out of the subject, so that the indexes of cases and titles are used; with ``joined`` the question
    has the case of the subject beside it already.
    """
    if sight.everything:
        return true()
    mine = exists().where(case_file.c.no == func.substr(subject, 6), sight.cases())
    titles = exists().where(title.c.no == func.substr(subject, 7), sight.titles())
    ways: list[ColumnElement[bool]] = [
        subject.startswith("case:")
        & (case_file.c.no.is_not(None) & sight.cases() if joined else mine.correlate(subject.table)),
        subject.startswith("title:") & titles.correlate(subject.table),
    ]
    for id in sorted(sight.programmes() or ()):
        ways.append(subject == f"programme:{id}")
        ways += [subject.startswith(f"{kind}:{id}-", autoescape=True) for kind in ("round", "list")]
    return or_(*ways)
