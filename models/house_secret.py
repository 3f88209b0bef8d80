"""Secrets of the house itself: made once, the same for every process that serves it."""

from datetime import datetime

from models.base import Base, column
from models.types import UtcDateTime


class HouseSecret(Base, table=True):
    """A random key that never leaves the house: with it the house knows again what it gave out."""

    __tablename__ = "house_secret"

    name: str = column("what it is for", key=True)
    value: str = column("64 hexadecimal digits nobody can guess")
    made_at: datetime = column("when it was made", UtcDateTime)
