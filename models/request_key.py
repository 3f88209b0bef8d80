"""Keys of requests, so that a repeated one has the effect of one."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint

from models.base import Base, column
from models.types import UtcDateTime


class RequestKey(Base, table=True):
    """A request that was carried out."""

    __tablename__ = "request_key"
    __table_args__ = (ForeignKeyConstraint(["subject", "seq"], ["history.subject", "history.seq"]),)

    key: str = column("the key the caller chose", key=True)
    subject: str = column("the subject it moved")
    seq: int = column("number of the history entry it made")
    digest: str = column("SHA-256 of the command, hexadecimal: another command with this key is refused")
    at: datetime = column("when it was carried out", UtcDateTime)
