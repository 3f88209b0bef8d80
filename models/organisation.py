"""Organisations: a tree of authorities, committees, operators and enterprises, and what they act as."""

from enum import StrEnum

from sqlalchemy import CheckConstraint

from models.base import Base, column
from models.types import choice


class OrganisationKind(StrEnum):
    """What an organisation is."""

    AUTHORITY = "authority"  # 主管部门, a department
    GOVERNMENT = "government"  # 人民政府
    COMMITTEE = "committee"  # 管委会, of a park or new area
    OFFICE = "office"  # a leading-group office
    OPERATOR = "operator"  # 运营机构 of a cluster, base or zone
    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"
    OUTSIDE = "outside"  # a body whose decision is only recorded


class Level(StrEnum):
    """Administrative level of an organisation."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    PARK = "park"
    NONE = "none"  # enterprises, operators, associations


class Organisation(Base, table=True):
    """An organisation, known by its 统一社会信用代码."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("length(code) = 18", name="code_length"),
        CheckConstraint("length(region) IN (0, 6)", name="region_length"),
    )

    code: str = column("统一社会信用代码, 18 characters, check digit verified", key=True)
    name: str = column("name in Chinese")
    name_en: str = column("name in English, empty where there is none", default="")
    kind: OrganisationKind = column("what it is", choice(OrganisationKind, "kind"))
    level: Level = column("administrative level", choice(Level, "level"))
    region: str = column("where it is: GB/T 2260, 6 digits; empty for none", default="")
    parent_code: str | None = column(
        "the organisation above it in the tree, NULL at the top", to="organisation.code", default=None
    )
    email: str = column("address for letters to the organisation itself, empty for none", default="")


class Mandate(Base, table=True):
    """An organisation acts as a body of a programme for a region (职责授权)."""

    __tablename__ = "mandate"

    organisation_code: str = column("who acts", key=True, to="organisation.code")
    programme: str = column("id of the programme", key=True, to="programme.id")
    body: str = column("the body of the definition it acts as", key=True)
    region: str = column(
        "for which regions: GB/T 2260 codes beginning with these digits (no trailing zeros); empty is all",
        key=True,
    )
