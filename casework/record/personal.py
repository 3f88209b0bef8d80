"""Personal text erased: the words go, the chain stays whole, and the register says who erased what."""

from datetime import datetime

from sqlalchemy import select, update

from casework.accounts.rights import require_administrator
from casework.record.register import enter_in_register
from casework.refused import BadInput, NotFound
from casework.service import Service
from models.tables import personal_text

__all__ = ["erase"]


def erase(service: Service, subject: str, seq: int, field: str, by: str, now: datetime) -> str:
    """Erase the words of one field of a history entry, with their salt, so that nobody can guess them from the digest.

    Returns the hash of the register's entry.

    Raises:
        NotFound: there is no such person, or no personal text there.
        NotYours: the person is not an administrator.
        BadInput: the words were erased before.
    """
    with service.store.writing(alone=True) as connection:
        require_administrator(connection, by, "erase_personal", subject)
        this = (
            personal_text.c.subject == subject,
            personal_text.c.seq == seq,
            personal_text.c.field == field,
        )
        row = connection.execute(select(personal_text).where(*this)).one_or_none()
        if row is None:
            raise NotFound("personal text", f"{subject} {seq} {field}")
        if row.erased_at is not None:
            raise BadInput(f"{subject} {seq} {field}: erased on {row.erased_at.isoformat()} already")
        connection.execute(update(personal_text).where(*this).values(text=None, salt="", erased_at=now))
        payload = {"subject": subject, "seq": seq, "field": field}
        return enter_in_register(connection, "erase_personal", "personal_erased", now, payload, actor=by)[1]
