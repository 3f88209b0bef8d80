"""The row of an account, made with the first thing that is kept in it."""

from typing import Any

from sqlalchemy import Connection, insert, update

from casework.storage.holding import hold
from models.tables import account

__all__ = ["keep"]


def keep(connection: Connection, person_no: str, **values: Any) -> None:
    """Keep values in the account of a person, who has one from now on."""
    hold(connection, f"account:{person_no}")
    this = update(account).where(account.c.person_no == person_no)
    if not connection.execute(this.values(**values)).rowcount:
        first = {"person_no": person_no, "code_step": 0, "demonstration": False}
        connection.execute(insert(account), {**first, **values})
