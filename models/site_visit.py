"""On-site checks."""

from datetime import date

from sqlalchemy import CheckConstraint

from models.base import Base, column


class SiteVisit(Base, table=True):
    """An on-site check (现场核查), or the decision that none is needed."""

    __tablename__ = "site_visit"
    __table_args__ = (CheckConstraint("visit >= 1", name="visit_from_one"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    stage: str = column("id of the stage", key=True)
    visit: int = column("which visit of the stage, from 1", key=True)
    needed: bool = column("whether somebody must go there")
    seq: int = column("number of the history entry that decided it; its reason is personal text there")
    decided_by: str = column("who decided it", to="person.no")
    visited_on: date | None = column("day of the check, NULL until done", default=None)
    passed: bool | None = column("what came of it, NULL until done", default=None)
    report_digest: str = column("SHA-256 of the report, hexadecimal, empty until there is one", default="")
