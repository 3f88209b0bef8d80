"""What an applicant has filled in and not yet handed in: kept between the steps of a form, no part of the record."""

from datetime import datetime
from typing import Any

from models.base import Base, column
from models.types import Json, UtcDateTime


class DraftAnswer(Base, table=True):
    """The answers of one step of a form, as they were typed; gone when the action is taken.

    Answers from before the case came into its present state count no more.
    """

    __tablename__ = "draft_answer"

    case_no: str = column("the case", key=True, to="case_file.no")
    action: str = column("the action they are for", key=True)
    step: str = column("the step of its form: figures, papers, words", key=True)
    answers: dict[str, Any] = column("the fields of the form by name, each with its values as typed", Json)
    version: int = column("how often it was kept; whoever keeps must name the one they saw")
    by_person: str = column("who kept it last", to="person.no")
    at: datetime = column("when it was kept last", UtcDateTime)
