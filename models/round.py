"""Rounds and the quotas used up in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index

from models.base import Base, Subject, column
from models.types import Json, UtcDateTime


class Round(Subject, table=True):
    """A round (批次) of a procedure. A subject: `round:NO`."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR closes_at >= opens_at", name="closes_after_opens"
        ),
        Index(None, "programme", "procedure", "year"),
    )

    no: str = column("public number", key=True)
    programme: str = column("id of the programme", to="programme.id")
    procedure: str = column("id of the procedure its cases run")
    year: int = column("the calendar year it belongs to")
    definition_digest: str = column("the definition its cases start under", to="definition_text.digest")
    settings: dict[str, Any] = column("values that the definition asks of a round, by path", Json)
    opens_at: datetime | None = column(
        "submissions from this moment, NULL until set", UtcDateTime, default=None
    )
    closes_at: datetime | None = column(
        "submissions before this moment, NULL for no end", UtcDateTime, default=None
    )


class QuotaUse(Base, table=True):
    """How many places of a quota an organisation has used in a round, moved by a conditional UPDATE."""

    __tablename__ = "quota_use"
    __table_args__ = (CheckConstraint("used >= 0", name="used_not_negative"),)

    round_no: str = column("the round", key=True, to="round.no")
    organisation_code: str = column("whose quota", key=True, to="organisation.code")
    quota: str = column("id of the quota in the definition", key=True)
    used: int = column("places used", default=0)
