"""Keys that certificates are signed with: the public halves, for all time. The private ones are files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint

from models.base import Base, column
from models.types import UtcDateTime


class SigningKey(Base, table=True):
    """A key of the house. The one with the highest number signs; the others check what they signed before."""

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("length(public) = 43", name="public_length"),
        UniqueConstraint("number"),
    )

    id: str = column("beginning of the SHA-256 of the public key, 16 hexadecimal digits", key=True)
    number: int = column("the how many-th key of the house, from 1")
    public: str = column("the Ed25519 public key, 32 bytes in base64url")
    made_at: datetime = column("when it was made", UtcDateTime)
