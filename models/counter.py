"""Counters that public numbers are taken from."""

from models.base import Base, column


class Counter(Base, table=True):
    """A counter, moved within the transaction that uses the number."""

    __tablename__ = "counter"

    name: str = column("what it counts, such as case:PROGRAMME:YEAR", key=True)
    value: int = column("the last number given out", default=0)
