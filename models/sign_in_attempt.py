"""Attempts to sign in, counted."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime


class SignInAttempt(Base, table=True):
    """How many attempts were made of late by a device, from an address or at a name. Rows that are past go."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("length(bucket) = 64", name="bucket_length"),
        Index(None, "until_at"),
    )

    bucket: str = column(
        "SHA-256 of what is counted, hexadecimal: names and addresses are not kept", key=True
    )
    tries: int = column("how many attempts were begun and did not succeed")
    until_at: datetime = column("when counting begins anew", UtcDateTime)
