"""Titles: what certification grants and revocation ends."""

from datetime import date

from sqlalchemy import CheckConstraint, Index

from models.base import Subject, column


class Title(Subject, table=True):
    """A title (称号) that an object holds. A subject: `title:NO`."""

    __tablename__ = "title"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= granted_on", name="valid_after_granted"),
        CheckConstraint("ended_on IS NULL OR ended_on >= granted_on", name="ended_after_granted"),
        Index(None, "programme", "state"),
        Index(None, "object_no"),
        Index(None, "holder_code"),
    )

    no: str = column("public number", key=True)
    programme: str = column("id of the programme", to="programme.id")
    kind: str = column("which title, an id of the definition")
    object_no: str = column("what bears it", to="object.no")
    holder_code: str = column("the organisation answerable for it", to="organisation.code")
    case_no: str = column("the case that granted it", to="case_file.no")
    granted_on: date = column("day of the grant, Asia/Shanghai")
    valid_from: date | None = column(
        "first day it is valid, NULL where that is the day of the grant", default=None
    )
    valid_until: date | None = column("last day it is valid, NULL for no end", default=None)
    plaque_no: str = column("number of the plaque, empty until one is out", default="")
    letter_no: str = column("number of the formal letter (函), empty until one is out", default="")
    ended_on: date | None = column("day of its end, NULL while it is held", default=None)
