"""Contributions: what several give before a stage is complete."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint

from models.base import Base, column
from models.types import Json, UtcDateTime


class Contribution(Base, table=True):
    """Something one party gave to a stage: recorded, without moving the state of the case."""

    __tablename__ = "contribution"
    __table_args__ = (CheckConstraint("visit >= 1", name="visit_from_one"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    stage: str = column("id of the stage", key=True)
    visit: int = column("which visit of the stage, from 1", key=True)
    kind: str = column("what was given: signature, confirmation, report", key=True)
    contributor: str = column("who gave it: a person's number or an organisation's code", key=True)
    at: datetime = column("when", UtcDateTime)
    payload: Any = column("what it says, by field", Json)
