"""Findings: what people judged about a criterion."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint

from models.base import Base, column
from models.types import UtcDateTime, choice


class FindingKind(StrEnum):
    """What was found."""

    JUDGED = "judged"  # a criterion that needs judgement
    VETO = "veto"  # one that rules the case out
    WAIVER_REQUESTED = "waiver_requested"  # a lower level passes the question on
    WAIVER = "waiver"  # granted or refused by whom the definition allows
    OVERRIDE = "override"  # a person's verdict in place of the computed one


class Finding(Base, table=True):
    """A person's verdict on one criterion, in one revision."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision_from_one"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    stage: str = column("id of the stage", key=True)
    criterion: str = column("id of the criterion", key=True)
    kind: FindingKind = column("what was found", choice(FindingKind, "kind"), key=True)
    revision: int = column("from 1; a later verdict adds one", key=True)
    met: bool = column("whether the criterion is met, or the waiver granted")
    seq: int = column("number of the history entry that made it; its reason is personal text there")
    by_person: str = column("who found it", to="person.no")
    at: datetime = column("when", UtcDateTime)
