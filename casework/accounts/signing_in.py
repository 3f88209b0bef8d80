"""Signing in: attempts are counted first, then the password is looked at, then the code; then there is a session."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select, update

from casework.accounts import attempts, devices, passwords
from casework.accounts.codes import step_of
from casework.accounts.errors import AccountRefusal, CodeNeeded, TooManyAttempts, WrongCode, WrongCredentials
from casework.accounts.pruning import prune
from casework.accounts.sessions import open_session
from casework.accounts.tokens import digest_of
from casework.entering.people import HANDLE
from casework.service import Service
from models.tables import account, account_session, person, sign_in_attempt

__all__ = ["SignedIn", "sign_in"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody got in: the token of the session, that of the browser, and who it is."""

    token: str = field(repr=False)
    device: str = field(repr=False)
    person: str


def sign_in(
    service: Service, name: str, password: str, code: str, *, address: str, device: str, now: datetime
) -> SignedIn:
    """Let a person in by number, password and, where one was set up, one-time code.

    ``address`` is where the request came from; ``device`` the browser's token, empty where it has none; ``code`` is
    empty where it was not asked for yet.

    Raises:
        TooManyAttempts: nothing was looked at.
        WrongCredentials: whatever is wrong with name and password.
        CodeNeeded: the password is right, a code is needed too; WrongCode where one was given that is not right.
    """
    name = name.strip()
    with service.store.writing() as connection:
        known = HANDLE.fullmatch(name) is not None and devices.is_known(connection, name, device, now)
        counted = attempts.of_device(digest_of(device)) if known else attempts.of_strangers(name, address)
        attempts.begin(connection, counted, now)
        kept = _password(connection, name)
        prune(connection, sign_in_attempt.c.bucket, sign_in_attempt.c.until_at, now)
    if not passwords.is_right(kept, password) or kept is None:
        raise WrongCredentials
    better = passwords.hashed(service.entropy, password) if passwords.outdated(kept) else kept
    with service.store.writing() as connection:
        refused = _refused(connection, name, kept, code, now)
        if not isinstance(refused, WrongCredentials):
            attempts.succeed(connection, counted)  # a code is counted for itself
        if refused is None:
            connection.execute(update(account).where(account.c.person_no == name).values(password=better))
            token = open_session(connection, service.entropy, name, now)
            known_by = devices.remember(connection, service.entropy, name, device, now)
            prune(connection, account_session.c.no, account_session.c.ends_at, now)
            return SignedIn(token, known_by, name)
    raise refused


def _password(connection: Connection, name: str) -> str | None:
    """What is kept of the password of somebody who may come in."""
    if not HANDLE.fullmatch(name):
        return None
    known = select(account.c.password).join(person, person.c.no == account.c.person_no)
    return connection.execute(known.where(person.c.no == name, person.c.active)).scalar_one_or_none()


def _refused(connection: Connection, name: str, kept: str, code: str, now: datetime) -> AccountRefusal | None:
    """Why somebody with the right password does not get in after all; what is counted stays counted.

    The password is looked at again: it may have been changed while it was being hashed.
    """
    known = select(account).join(person, person.c.no == account.c.person_no)
    row = connection.execute(
        known.where(person.c.no == name, person.c.active).with_for_update(of=account)
    ).one_or_none()
    if row is None or row.password != kept:
        return WrongCredentials()
    if row.code_secret is None:
        return None
    if not code.strip():
        return CodeNeeded()
    counted = (attempts.of_code(name),)
    try:
        attempts.begin(connection, counted, now)
    except TooManyAttempts as error:
        return error
    step = step_of(row.code_secret, code, now, row.code_step)
    if step is None:
        return WrongCode()
    attempts.succeed(connection, counted)
    connection.execute(update(account).where(account.c.person_no == name).values(code_step=step))
    return None
