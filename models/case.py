"""Cases: every run of a procedure, and the parties to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text

from models.base import Base, Subject, column
from models.types import Json, UtcDateTime

RUNNING = text("ended_at IS NULL")


class Case(Subject, table=True):
    """A run of a procedure (申报件). A subject: `case:NO`. (`case` is a reserved word of SQL.)"""

    __tablename__ = "case_file"
    __table_args__ = (  # the longer indexes hold all that counting asks for
        ForeignKeyConstraint(["title_no"], ["title.no"], use_alter=True),  # the two tables name each other
        CheckConstraint("(ended_at IS NULL) = (result IS NULL)", name="ended_with_result"),
        CheckConstraint("length(region) IN (0, 6)", name="region_length"),
        Index(None, "programme", "no"),
        Index(None, "programme", "state", "no"),
        Index(None, "round_no", "state", "no"),
        Index("ix_case_file_region", "programme", "region", "state", "procedure", "round_no"),
        Index("ix_case_file_running", "no", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(
            "ix_case_file_programme_running",
            "programme",
            "region",
            "state",
            "procedure",
            "round_no",
            "no",
            "ended_at",
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
        Index(None, "object_no", "no"),
        Index(None, "applicant_code", "no"),
        Index(None, "operator_code"),
        Index(None, "title_no"),
    )

    no: str = column("public number", key=True)
    programme: str = column("id of the programme", to="programme.id")
    procedure: str = column("id of the procedure")
    round_no: str | None = column("the round it runs in, NULL for none", to="round.no", default=None)
    definition_digest: str = column("the definition it started under, for life", to="definition_text.digest")
    applicant_code: str = column("who applies (申报主体)", to="organisation.code")
    operator_code: str | None = column(
        "who operates the object (运营机构), NULL for none", to="organisation.code", default=None
    )
    object_no: str = column("the cluster, base or zone it is about", to="object.no")
    title_no: str | None = column("the title it granted or is about, NULL for none", default=None)
    region: str = column("where it is handled: GB/T 2260, 6 digits; empty for none", default="")
    facts: dict[str, Any] = column("declared facts that selectors ask for, by name", Json)
    entered_at: datetime = column("when the present state was entered", UtcDateTime)
    opened_at: datetime = column("when the case began", UtcDateTime)
    ended_at: datetime | None = column(
        "when it came to its end, NULL while it runs", UtcDateTime, default=None
    )
    result: str | None = column("how it ended, as the definition names it, NULL while it runs", default=None)


class CaseParty(Base, table=True):
    """A party to a case beyond applicant, operator and object: joint applicants, recommenders."""

    __tablename__ = "case_party"
    __table_args__ = (Index(None, "organisation_code"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    role: str = column("id of the role in the definition", key=True)
    organisation_code: str = column("who", key=True, to="organisation.code")
