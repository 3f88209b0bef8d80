"""Names held within a transaction, where a decision rests on rows that others may write at the same time.

A version-checked UPDATE keeps two from moving the same subject. It does not help where what one reads is a row that
another is about to add: a second submission for the same object, a second draft of a list. Whoever decides on such
things holds their name until the commit; who comes second waits, and then reads what the first has written. On SQLite
a writer is alone from the start, so there is nothing to hold.
"""

from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, select

from casework.storage.prepared import Prepared

__all__ = ["hold"]

_NAMES = 1  # these locks, apart from all others


def _taking(lock: Any) -> Prepared:
    return Prepared(select(lock(_NAMES, func.hashtext(bindparam("name", type_=Text)))))


_ALONE, _TOGETHER = _taking(func.pg_advisory_xact_lock), _taking(func.pg_advisory_xact_lock_shared)


def hold(connection: Connection, name: str, *, together: bool = False) -> None:
    """Hold a name, such as `object:NO`, until the transaction ends; waits for who holds it.

    ``together`` with others who ask for that too, and apart from who holds it alone. Who only reads holds nothing.
    Raises DatabaseLockedError (by way of the store) where it takes too long.
    """
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.dbapi_connection
        if raw.writes:
            (_TOGETHER if together else _ALONE).first(connection, name=name)
