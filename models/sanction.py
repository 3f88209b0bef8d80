"""Sanctions: bans and their announcement."""

from datetime import date

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column


class Sanction(Base, table=True):
    """A sanction (惩戒) that keeps a party out for a time."""

    __tablename__ = "sanction"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_after_from"),
        Index(None, "party", "programme"),
    )

    no: str = column("public number", key=True)
    programme: str = column("id of the programme it bars from", to="programme.id")
    cause: str = column("id of the cause in the definition, such as false_material")
    case_no: str = column("the case it follows from", to="case_file.no")
    party_role: str = column("which party the rule binds: applicant, operator, object")
    party: str = column("an organisation's code or an object's number")
    found_on: date = column("day it was found, Asia/Shanghai")
    from_on: date = column("first day of the ban")
    until_on: date | None = column("last day of the ban, NULL for no end")
    announced: bool = column("whether it is made public", default=False)
    flagged: bool = column("whether it is entered in the credit record", default=False)
