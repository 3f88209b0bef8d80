"""Which deadlines, timers and tasks somebody may see: by what they are about."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true

from casework.sight import Sight
from models.tables import case_file, title

__all__ = ["seen"]


def seen(subject: ColumnElement[Any], sight: Sight, *, joined: bool = False) -> ColumnElement[bool]:
    """Whether a subject (`kind:NO`) may be seen: cases and titles within sight, what is of a programme with an office
    there.

    The number is cut out of the subject, so that the indexes of cases and titles are used; with ``joined`` the question
    has the case of the subject beside it already.
    """
    if sight.everything:
        return true()
    mine = func.substr(subject, 6).in_(select(case_file.c.no).where(sight.cases()))
    ways: list[ColumnElement[bool]] = [
        subject.startswith("case:") & (case_file.c.no.is_not(None) & sight.cases() if joined else mine),
        subject.startswith("title:") & func.substr(subject, 7).in_(select(title.c.no).where(sight.titles())),
    ]
    for id in sorted(sight.programmes() or ()):
        ways.append(subject == f"programme:{id}")
        ways += [subject.startswith(f"{kind}:{id}-", autoescape=True) for kind in ("round", "list")]
    return or_(*ways)
