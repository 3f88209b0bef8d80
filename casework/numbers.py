"""Public numbers, taken one after the other within the transaction that uses them."""

from sqlalchemy import Connection, bindparam, select, update

from casework.prepared import Prepared, inserting
from models.tables import counter

__all__ = ["next_number"]

_MOVE = Prepared(update(counter).where(counter.c.name == bindparam("of")).values(value=counter.c.value + 1))
_READ = Prepared(select(counter.c.value).where(counter.c.name == bindparam("of")))
_FIRST = inserting(counter)


def next_number(connection: Connection, name: str) -> int:
    """Take the next number of a counter, from 1; a transaction that is undone gives it back."""
    if _MOVE.run(connection, of=name) == 0:
        _FIRST.run(connection, name=name, value=1)
    number: int = _READ.value(connection, of=name)
    return number
