"""Titles whose holder has to mend what an assessment found, and since when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from calendars import day_of
from casework.service import Service
from casework.views.rows import chunks
from models.tables import assessment, case_file, rectification, title

__all__ = ["UNDER_RECTIFICATION", "rectifying_since"]

_OPEN = (
    select(assessment.c.title_no, rectification.c.ordered_at)
    .join(rectification, rectification.c.case_no == assessment.c.case_no)
    .join(case_file, case_file.c.no == assessment.c.case_no)
    .where(rectification.c.accepted.is_(None), case_file.c.ended_at.is_(None))
)

# As a condition on `title`.
UNDER_RECTIFICATION = _OPEN.where(assessment.c.title_no == title.c.no).exists()


def rectifying_since(service: Service, titles: Sequence[str]) -> dict[str, date]:
    """The day on which a rectification was ordered that is not accepted yet, by the number of the title."""
    found: dict[str, date] = {}
    with service.store.reading() as connection:
        for piece in chunks(titles):
            for row in connection.execute(_OPEN.where(assessment.c.title_no.in_(piece))):
                day = day_of(row.ordered_at)
                found[row.title_no] = min(day, found.get(row.title_no, day))
    return found
