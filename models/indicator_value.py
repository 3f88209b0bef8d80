"""Values of indicators as they were stated."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint

from models.base import Base, column
from models.types import Exact, UtcDateTime


class IndicatorValue(Base, table=True):
    """A figure that an applicant stated, in one revision."""

    __tablename__ = "indicator_value"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision_from_one"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    indicator: str = column("id of the indicator in the definition", key=True)
    period: str = column("the year or other period it is for, such as 2024; empty for none", key=True)
    revision: int = column("from 1; a correction adds one", key=True)
    planned: bool = column("true for a plan, false for what was reached", default=False)
    value: Decimal = column("the figure, exactly, in `unit`", Exact)
    unit: str = column("unit as the definition names it, empty for a bare number", default="")
    stage: str = column("id of the stage it was stated at")
    stated_at: datetime = column("when it was stated", UtcDateTime)
