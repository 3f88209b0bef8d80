"""Sessions: who is signed in, until when, with a token that changes and can be taken back here at any moment."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from calendars import day_of
from casework.accounts.rights import needs_code, require_administrator, require_person
from casework.accounts.tokens import derived, digest_of, new_token, same
from casework.entropy import Entropy
from casework.record.register import enter_in_register
from casework.rights.sight import Sight, standing_of
from casework.service import Service
from casework.storage.prepared import Prepared
from models.tables import account, account_session, person

__all__ = ["Session", "end_all", "end_sessions", "open_session", "same", "session_of", "sign_out"]

IDLE = timedelta(hours=2)  # a long meeting; who comes back from a day off signs in anew
WHOLE = timedelta(hours=12)  # one working day, however busy
ROTATED = timedelta(minutes=15)  # so long is a token that was read somewhere of use, while its owner goes on
GRACE = timedelta(minutes=1)  # requests under way with the token before, once the new one was used
NOTED = timedelta(minutes=1)  # how exactly it is known when a session was last used: no write with every page
MOST = 20  # sessions of one person; the oldest go


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in.

    ``csrf`` goes into every form and stays the same for the whole session. ``code_due``: holds an office and has no
    one-time code yet, so may do nothing but set one up. ``token_to_set`` replaces the browser's token where not None.
    """

    person: str
    name: str
    language: str
    roles: frozenset[str]
    csrf: str = field(repr=False)
    code_due: bool
    demonstration: bool
    sight: Sight
    token_to_set: str | None = field(default=None, repr=False)


_OF = Prepared(
    select(
        account_session, person.c.name, person.c.language, person.c.active, account.c.code_at, account.c.demonstration
    )
    .join(person, person.c.no == account_session.c.person_no)
    .join(account, account.c.person_no == account_session.c.person_no)
    .where(
        or_(
            account_session.c.digest == bindparam("token"),
            account_session.c.before_digest == bindparam("token"),
        )
    )
)  # fmt: skip


def open_session(connection: Connection, entropy: Entropy, person_no: str, now: datetime) -> str:
    """Let a person in: a session with a token of its own, which is returned."""
    token = new_token(entropy)
    row = {
        "no": entropy.salt(), "person_no": person_no, "digest": digest_of(token), "secret": new_token(entropy),
        "opened_at": now, "settled_at": now, "seen_at": now, "ends_at": now + WHOLE,
    }  # fmt: skip
    mine = account_session.c.person_no == person_no
    latest = (
        select(account_session.c.no).where(mine).order_by(account_session.c.opened_at.desc()).limit(MOST - 1)
    )
    keep = connection.execute(latest).scalars().all()
    connection.execute(delete(account_session).where(mine, account_session.c.no.not_in(keep)))
    connection.execute(insert(account_session), row)
    return token


def session_of(service: Service, token: str, now: datetime) -> Session | None:
    """Who is signed in with a token; None where nobody is: unknown, ended, past, idle for too long, or has left.

    Writes only where the token is due to change, was used for the first time, or a minute has gone by. A token that
    was replaced and comes back later was copied by somebody, or its owner's was: the session ends.
    """
    digest = digest_of(token)
    with service.store.reading() as connection:
        row = _OF.first(connection, token=digest)
        if row is None or not row.active or row.ends_at <= now or row.seen_at + IDLE <= now:
            return None
        roles, sight = standing_of(connection, row.person_no, day_of(now))
    old = row.digest != digest
    if old and row.settled_at is not None and row.settled_at + GRACE <= now:
        with service.store.writing() as connection:
            connection.execute(delete(account_session).where(account_session.c.no == row.no))
        return None
    due = not old and row.settled_at is not None and row.settled_at + ROTATED <= now
    following = derived(row.secret, "token", token) if old or due else None
    changes = _changes(row, digest, now) if not due else _rotation(digest, following, now)
    if changes:
        with service.store.writing() as connection:
            this = (account_session.c.no == row.no, account_session.c.digest == row.digest)
            connection.execute(update(account_session).where(*this).values(**changes))
    return Session(
        row.person_no, row.name, str(row.language), roles, derived(row.secret, "form", row.no),
        row.code_at is None and not row.demonstration and needs_code(roles), row.demonstration, sight, following,
    )  # fmt: skip


def _rotation(digest: str, following: str | None, now: datetime) -> dict[str, Any]:
    """What changes with a new token. It comes from the old one, so that requests under way all bring the same."""
    return {
        "digest": digest_of(following or ""), "before_digest": digest, "settled_at": None, "seen_at": now,
    }  # fmt: skip


def _changes(row: Any, digest: str, now: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if row.settled_at is None and row.digest == digest:
        changes["settled_at"] = now
    if changes or row.seen_at + NOTED <= now:
        changes["seen_at"] = now
    return changes


def sign_out(service: Service, token: str, now: datetime) -> None:
    """End the session of a token, where there is one."""
    digest = digest_of(token)
    with service.store.writing() as connection:
        this = or_(account_session.c.digest == digest, account_session.c.before_digest == digest)
        connection.execute(delete(account_session).where(this))


def end_sessions(service: Service, person_no: str, by: str, now: datetime) -> int:
    """End every session of a person, by an administrator or the person; returns how many there were.

    Raises NotFound for an unknown person, and NotYours for anybody else.
    """
    with service.store.writing() as connection:
        require_person(connection, person_no)
        if by != person_no:
            require_administrator(connection, by, "end_sessions", f"person:{person_no}")
        ended = end_all(connection, person_no)
        if by != person_no:
            said = {"person": person_no, "sessions": ended}
            enter_in_register(connection, "end_sessions", "sessions_ended", now, said, actor=by)
    return ended


def end_all(connection: Connection, person_no: str, *, but: str = "") -> int:
    """End the sessions of a person, save the one with the token ``but``, or that had it before; returns how many."""
    mine, kept = account_session.c.person_no == person_no, digest_of(but)
    before = func.coalesce(account_session.c.before_digest, "")
    others = (account_session.c.digest != kept, before != kept)
    return connection.execute(delete(account_session).where(mine, *others)).rowcount
