"""Public numbers, taken one after the other within the transaction that uses them."""

from sqlalchemy import Connection, bindparam, update

from casework.storage.holding import hold
from casework.storage.prepared import Prepared, inserting
from models.tables import counter

__all__ = ["next_number"]

_TAKE = Prepared(
    update(counter)
    .where(counter.c.name == bindparam("of"))
    .values(value=counter.c.value + 1)
    .returning(counter.c.value)
)
_FIRST = inserting(counter)


def next_number(connection: Connection, name: str) -> int:
    """Take the next number of a counter, from 1; a transaction that is undone gives it back."""
    number: int | None = _TAKE.value(connection, of=name)
    if number is None:
        hold(connection, f"counter:{name}")  # who else takes its first number now waits, and takes the second
        number = _TAKE.value(connection, of=name)
    if number is None:
        number = 1
        _FIRST.run(connection, name=name, value=number)
    return number
