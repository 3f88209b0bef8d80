"""Public numbers, taken one after the other within the transaction that uses them."""

from sqlalchemy import Connection, insert, select, update

from models.tables import counter

__all__ = ["next_number"]


def next_number(connection: Connection, name: str) -> int:
    """Take the next number of a counter, from 1; a transaction that is undone gives it back."""
    moved = connection.execute(
        update(counter).where(counter.c.name == name).values(value=counter.c.value + 1)
    )
    if moved.rowcount == 0:
        connection.execute(insert(counter), {"name": name, "value": 1})
        return 1
    number: int = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar_one()
    return number
