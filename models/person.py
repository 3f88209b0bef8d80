"""People, the roles granted to them, and the interests experts declared."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime, choice


class Language(StrEnum):
    """Language of letters and pages."""

    ZH = "zh"
    EN = "en"


class Role(StrEnum):
    """What a person may be at an organisation."""

    OFFICER = "officer"  # 经办
    APPROVER = "approver"  # 审批
    EXPERT = "expert"  # 专家
    INSPECTOR = "inspector"  # 核查
    APPLICANT = "applicant"  # 申报
    ADMINISTRATOR = "administrator"  # 管理


class InterestKind(StrEnum):
    """Why an expert is not impartial towards an organisation."""

    EMPLOYMENT = "employment"  # works or worked there
    DECLARED = "declared"  # said so
    KINSHIP = "kinship"  # a relative works there


class Person(Base, table=True):
    """A person who acts or is written to."""

    __tablename__ = "person"

    no: str = column("public handle: letters, digits, dots, hyphens", key=True)
    name: str = column("name as written")
    email: str = column("address for letters, empty for none", default="")
    organisation_code: str = column("where the person belongs", to="organisation.code")
    language: Language = column("language of letters", choice(Language, "language"), default=Language.ZH)
    active: bool = column("false: may neither act nor be written to", default=True)


class RoleGrant(Base, table=True):
    """A role that a person has, or had, at an organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= granted_at", name="ended_after_granted"),
        Index(None, "organisation_code", "role"),
    )

    person_no: str = column("who", key=True, to="person.no")
    role: Role = column("as what", choice(Role, "role"), key=True)
    organisation_code: str = column("at which organisation", key=True, to="organisation.code")
    granted_at: datetime = column("since this moment", UtcDateTime)
    ended_at: datetime | None = column("until this moment, NULL while it holds", UtcDateTime, default=None)


class Interest(Base, table=True):
    """A tie of an expert to an organisation, reason for recusal (回避)."""

    __tablename__ = "interest"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        Index(None, "organisation_code"),
    )

    person_no: str = column("the expert", key=True, to="person.no")
    organisation_code: str = column("tied to", key=True, to="organisation.code")
    kind: InterestKind = column("how", choice(InterestKind, "kind"), key=True)
    since: date = column("first day", key=True)
    until: date | None = column("last day, NULL while it lasts", default=None)
