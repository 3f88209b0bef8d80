"""Browsers that somebody signed in with before: a token of theirs says so."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from casework.accounts.tokens import digest_of, new_token
from casework.entropy import Entropy
from models.tables import account_device

__all__ = ["forget_devices", "is_known", "remember"]

MOST = 10  # of one person; the one that was not used for the longest time goes
KEPT = timedelta(days=180)  # since it was last used


def is_known(connection: Connection, person_no: str, token: str, now: datetime) -> bool:
    """Whether this is the token of a browser with which this person signed in before."""
    if not token:
        return False
    mine = select(account_device.c.digest).where(
        account_device.c.digest == digest_of(token),
        account_device.c.person_no == person_no,
        account_device.c.used_at > now - KEPT,
    )
    return connection.execute(mine).first() is not None


def remember(connection: Connection, entropy: Entropy, person_no: str, token: str, now: datetime) -> str:
    """Enter that a person signed in with this browser; returns its token, a new one where it had none of the person."""
    this = update(account_device).where(
        account_device.c.digest == digest_of(token),
        account_device.c.person_no == person_no,
        account_device.c.used_at > now - KEPT,
    )
    if token and connection.execute(this.values(used_at=now)).rowcount:
        return token
    made = new_token(entropy)
    row = {"digest": digest_of(made), "person_no": person_no, "used_at": now}
    connection.execute(insert(account_device), row)
    mine = account_device.c.person_no == person_no
    latest = select(account_device.c.digest).where(mine).order_by(account_device.c.used_at.desc()).limit(MOST)
    keep = connection.execute(latest).scalars().all()
    connection.execute(delete(account_device).where(mine, account_device.c.digest.not_in(keep)))
    return made


def forget_devices(connection: Connection, person_no: str) -> None:
    """Know none of a person's browsers any longer."""
    connection.execute(delete(account_device).where(account_device.c.person_no == person_no))
