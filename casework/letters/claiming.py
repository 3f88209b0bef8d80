"""Letters claimed by one sender among many, for as long as the lease lasts, and given back or marked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from casework.storage.prepared import Prepared
from casework.storage.store import Store
from models.letter import WAITING
from models.tables import letter
from notifications.message import message_id

__all__ = ["claim", "give_back", "mark", "put_off", "renew", "waiting_until"]

_THIS = (
    letter.c.entry == bindparam("of_entry"),
    letter.c.template == bindparam("of_template"),
    letter.c.recipient == bindparam("of_recipient"),
)
_MINE = (*_THIS, text("letter.state = 'claimed'"), letter.c.attempts == bindparam("of_attempts"))


def _writing(*columns: str) -> dict[str, Any]:
    return {name: bindparam(f"new_{name}", type_=letter.c[name].type) for name in columns}


_MARKED = ("state", "due_at", "sent_at", "reached", "last_error", "language")
_CLAIM = Prepared(
    update(letter).where(*_THIS).values(state="claimed", **_writing("due_at", "attempts", "message_id"))
)
_GIVE_BACK = Prepared(
    update(letter).where(*_MINE).values(state="pending", **_writing("due_at", "attempts", "last_error"))
)
_RENEW = Prepared(update(letter).where(*_MINE).values(**_writing("due_at")))
_MARK = Prepared(update(letter).where(*_MINE).values(**_writing(*_MARKED)))


def claim(store: Store, now: datetime, until: datetime, limit: int, domain: str) -> list[Any]:
    """Claim up to ``limit`` letters due at ``now`` until a moment, the longest due first; returns their rows.

    One short commit. Letters whose lease has run out count as due: whoever had them may have sent them, so they go out
    again with the same Message-ID. On PostgreSQL letters that another sender is claiming are passed over.
    """
    due = (
        select(letter)
        .where(WAITING, letter.c.due_at <= now)
        .order_by(letter.c.due_at, letter.c.entry)
        .limit(limit)
    )
    with store.reading() as connection:
        if connection.execute(due.with_only_columns(letter.c.entry).limit(1)).first() is None:
            return []
    with store.writing() as connection:
        rows = connection.execute(due.with_for_update(skip_locked=True)).all()
        claimed = [
            {
                **row._mapping,
                "state": "claimed",
                "due_at": until,
                "attempts": row.attempts + 1,
                "message_id": row.message_id or message_id(row.entry, row.template, row.recipient, domain),
            }
            for row in rows
        ]
        _CLAIM.run_many(connection, [{**_key(each), **_new(each)} for each in claimed])
    return claimed


def renew(store: Store, claimed: Sequence[dict[str, Any]], until: datetime) -> None:
    """Keep letters until a moment; those that have been marked, or that somebody else has by now, stay as they are."""
    if not claimed:
        return
    rows = [{**_key(each), "of_attempts": each["attempts"], "new_due_at": until} for each in claimed]
    with store.writing() as connection:
        _RENEW.run_many(connection, rows)


def mark(connection: Connection, claimed: dict[str, Any], **new: Any) -> bool:
    """Write what became of a letter; False where the lease ran out and somebody else has claimed it since."""
    whole = {name: new.get(name, claimed[name]) for name in _MARKED}
    return _MARK.run(connection, **_key(claimed), of_attempts=claimed["attempts"], **_new(whole)) == 1


def give_back(store: Store, claimed: Sequence[dict[str, Any]], due_at: datetime, why: str = "") -> None:
    """Let go of letters that were not tried: they are due again at a moment, and the attempt does not count.

    ``why`` is what was in the way, empty for nothing.
    """
    rows = [
        {
            **_key(each),
            "of_attempts": each["attempts"],
            "new_due_at": due_at,
            "new_attempts": each["attempts"] - 1,
            "new_last_error": why or each["last_error"],
        }
        for each in claimed
    ]
    with store.writing() as connection:
        _GIVE_BACK.run_many(connection, rows)


def put_off(store: Store, now: datetime, until: datetime) -> None:
    """Nothing can be sent now: whatever is due is due again at a moment."""
    waiting = update(letter).where(text("letter.state = 'pending'"), letter.c.due_at <= now)
    with store.writing() as connection:
        connection.execute(waiting.values(due_at=until))


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {f"of_{name}": row[name] for name in ("entry", "template", "recipient")}


def _new(row: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


def waiting_until(after: int, seed: str) -> timedelta:
    """How long to wait after so many attempts: a minute, doubled each time up to four hours, a quarter more or less.

    The part that differs from letter to letter comes out of its Message-ID, so that letters refused together do not
    come back together.
    """
    seconds = min(60 * 2 ** (after - 1), 4 * 3600)
    part = int.from_bytes(seed.encode()[1:5], "big") % 1000 / 1000
    return timedelta(seconds=seconds * (0.75 + part / 2))
