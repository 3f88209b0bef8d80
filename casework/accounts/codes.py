"""One-time codes (RFC 6238), the second factor of whoever decides over others."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import Connection, select

from casework.accounts.errors import CodeRefused, WrongCode
from casework.accounts.keeping import keep
from casework.accounts.rights import require_administrator, require_person
from casework.accounts.sessions import end_all
from casework.accounts.tokens import new_token
from casework.entropy import Entropy
from casework.record.register import enter_in_register
from casework.service import Service
from models.tables import account

__all__ = ["Enrolment", "begin_code", "confirm_code", "drop_code", "has_code", "step_of"]

ISSUER = "shenbao"
STEP = 30  # seconds, as every authenticator has it
DRIFT = 1  # steps that a telephone's clock may be off, either way
OFFERED = timedelta(minutes=15)  # so long the same secret is shown again


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is set up with: the secret in letters, and the same as an address for a picture."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def has_code(service: Service, person_no: str) -> bool:
    """Whether a person signs in with a one-time code."""
    with service.store.reading() as connection:
        row = _account(connection, person_no)
    return row is not None and row.code_secret is not None


def begin_code(service: Service, person_no: str, now: datetime) -> Enrolment:
    """Offer a person a secret, the same one for a quarter of an hour; it holds once a code of it was confirmed.

    Raises NotFound for an unknown person, and CodeRefused where there is a code already.
    """
    with service.store.writing() as connection:
        require_person(connection, person_no)
        row = _account(connection, person_no, locked=True)
        if row is not None and row.code_secret is not None:
            raise CodeRefused
        if row is not None and row.code_offered is not None and row.offered_at + OFFERED > now:
            secret = str(row.code_offered)
        else:
            secret = _new_secret(service.entropy)
            keep(connection, person_no, code_offered=secret, offered_at=now)
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=person_no, issuer_name=ISSUER))


def confirm_code(service: Service, person_no: str, code: str, now: datetime, *, token: str = "") -> None:
    """Take the offered secret into use, shown by a code of it.

    Whoever is signed in elsewhere as this person came in without a code, and is signed out; ``token`` is that of the
    session to keep.

    Raises:
        WrongCode: the code is not one of the offered secret, or none was offered.
        CodeRefused: there is a code already.
    """
    with service.store.writing() as connection:
        row = _account(connection, person_no, locked=True)
        if row is not None and row.code_secret is not None:
            raise CodeRefused
        step = step_of(row.code_offered, code, now, 0) if row is not None and row.code_offered else None
        if row is None or step is None:
            raise WrongCode
        taken = {"code_secret": row.code_offered, "code_at": now, "code_step": step}
        keep(connection, person_no, **taken, code_offered=None, offered_at=None)
        end_all(connection, person_no, but=token)
        said = {"person": person_no}
        enter_in_register(connection, "confirm_code", "code_confirmed", now, said, actor=person_no)


def drop_code(service: Service, person_no: str, by: str, now: datetime) -> None:
    """Take a person's second factor off, whose telephone is lost; the person is signed out and sets up a new one.

    Raises:
        NotFound: an unknown person.
        NotYours: ``by`` is no administrator.
        CodeRefused: there is none.
    """
    with service.store.writing() as connection:
        require_person(connection, person_no)
        require_administrator(connection, by, "drop_code", f"person:{person_no}")
        row = _account(connection, person_no, locked=True)
        if row is None or row.code_secret is None:
            raise CodeRefused("此人没有动态验证码 / there is no one-time code to take off")
        keep(connection, person_no, code_secret=None, code_at=None, code_offered=None, offered_at=None)
        end_all(connection, person_no)
        enter_in_register(connection, "drop_code", "code_dropped", now, {"person": person_no}, actor=by)


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The number of the half minute whose code this is, one later than ``after``; None where it is none.

    No code is good for two sign-ins: whoever looked over a shoulder comes too late.
    """
    plain = "".join(code.split())
    if not (plain.isascii() and plain.isdigit() and len(plain) == 6):
        return None
    present, made = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    near = range(present - DRIFT, present + DRIFT + 1)
    fitting = [step for step in near if pyotp.utils.strings_equal(made.generate_otp(step), plain)]
    return min((step for step in fitting if step > after), default=None)


def _account(connection: Connection, person_no: str, *, locked: bool = False) -> Any:
    known = select(account).where(account.c.person_no == person_no)
    return connection.execute(known.with_for_update() if locked else known).one_or_none()


def _new_secret(entropy: Entropy) -> str:
    """160 bits, as RFC 4226 recommends."""
    return base64.b32encode(bytes.fromhex(new_token(entropy))[:20]).decode()
