"""The overlay over the built-in calendar."""

from datetime import date

from models.base import Base, column


class CalendarDay(Base, table=True):
    """What a day is, from the day this became known on: amendments, a new year, provincial days."""

    __tablename__ = "calendar_day"

    day: date = column("the day", key=True)
    region: str = column("where it holds: GB/T 2260 digits, empty for the whole country", key=True)
    known_on: date = column("the day this was made known; the latest known one holds", key=True)
    working: bool = column("whether it is a working day")
    source: str = column("the notice it is taken from")
    estimated: bool = column("true for an arrangement a rehearsal invented", default=False)
