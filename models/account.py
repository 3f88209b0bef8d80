"""How a person gets in: password, second factor, one-time links, and the devices that signed in before."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime


class Account(Base, table=True):
    """What a person signs in with. Made with the first link that is used; no account, no way in."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("(password IS NULL) = (password_at IS NULL)", name="password_whole"),
        CheckConstraint("(code_secret IS NULL) = (code_at IS NULL)", name="code_whole"),
        CheckConstraint("(code_offered IS NULL) = (offered_at IS NULL)", name="offered_whole"),
        CheckConstraint("code_step >= 0", name="code_step_not_negative"),
    )

    person_no: str = column("whose account", key=True, to="person.no")
    password: str | None = column("argon2id in its own text form, NULL until one is set", default=None)
    password_at: datetime | None = column(
        "when the password was set, NULL until one is", UtcDateTime, default=None
    )
    code_secret: str | None = column(
        "secret of the one-time codes (RFC 6238), base32, NULL until one is confirmed", default=None
    )
    code_at: datetime | None = column(
        "when the secret was confirmed, NULL until one is", UtcDateTime, default=None
    )
    code_step: int = column(
        "number of the half minute whose code was taken last: none is taken twice", default=0
    )
    code_offered: str | None = column(
        "secret that was shown and waits to be confirmed, base32, NULL for none", default=None
    )
    offered_at: datetime | None = column(
        "when that secret was made, NULL for none", UtcDateTime, default=None
    )
    demonstration: bool = column("of invented people alone: gets in without a code", default=False)


class AccountLink(Base, table=True):
    """A link that lets a person set a password, once. The row goes when it is used, replaced or past."""

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_length"),
        Index(None, "person_no"),
        Index(None, "expires_at"),
    )

    digest: str = column("SHA-256 of the token in the link, hexadecimal", key=True)
    person_no: str = column("who may set a password with it", to="person.no")
    made_at: datetime = column("when it was made", UtcDateTime)
    expires_at: datetime = column("from when on it is worth nothing", UtcDateTime)


class AccountDevice(Base, table=True):
    """A browser that a person signed in with: its attempts are counted apart from strangers'."""

    __tablename__ = "account_device"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_length"),
        Index(None, "person_no", "used_at"),
    )

    digest: str = column("SHA-256 of the token that the browser keeps, hexadecimal", key=True)
    person_no: str = column("who signed in with it", to="person.no")
    used_at: datetime = column("when somebody last signed in with it", UtcDateTime)
