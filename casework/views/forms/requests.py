"""Requests by their keys: whether one that is sent once more was carried out the first time."""

from sqlalchemy import select

from casework.service import Service
from models.tables import request_key

__all__ = ["was_done"]


def was_done(service: Service, key: str, subject: str) -> bool:
    """Whether an action on the subject was carried out under this key."""
    known = select(request_key.c.key).where(request_key.c.key == key, request_key.c.subject == subject)
    with service.store.reading() as connection:
        return connection.execute(known).first() is not None
