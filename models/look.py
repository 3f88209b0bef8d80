"""What administrators looked at."""

from datetime import datetime

from sqlalchemy import Index

from models.append_only import protect
from models.base import Base, column
from models.types import UtcDateTime


class Look(Base, table=True):
    """Somebody with rights over everything looked at a page. Never changed, never deleted: triggers refuse it."""

    __tablename__ = "look"
    __table_args__ = (Index(None, "person_no", "at"), Index(None, "subject"), Index(None, "at"))

    no: str = column("number of the look, random", key=True)
    person_no: str = column("who looked", to="person.no")
    at: datetime = column("when", UtcDateTime)
    page: str = column("name of the page, as the console's routes are named")
    subject: str = column("what it showed, such as case:NO; empty for lists", default="")


protect(Look.__table__)
