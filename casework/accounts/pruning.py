"""Rows that are past, thrown out by whoever comes by; nothing has to run for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, delete, select

__all__ = ["prune"]

AT_ONCE = 100  # more come with each row than are made


def prune(connection: Connection, key: Column[Any], until: Column[Any], now: datetime) -> None:
    """Delete some rows of a table whose time is up, by their key; those that somebody else is at are left alone.

    Never waits. Comes last in its transaction: whoever holds rows of others must not wait for them either.
    """
    past = select(key).where(until <= now).limit(AT_ONCE).with_for_update(skip_locked=True)
    keys = connection.execute(past).scalars().all()
    if keys:
        connection.execute(delete(key.table).where(key.in_(keys)))
