"""Objects: the clusters, bases and zones themselves, apart from who operates them; and who may apply with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime


class Object(Base, table=True):
    """A cluster, base or zone: bans and no-duplication rules follow it, whoever operates it."""

    __tablename__ = "object"
    __table_args__ = (
        CheckConstraint("length(region) IN (0, 6)", name="region_length"),
        Index(None, "programme", "region"),
    )

    no: str = column("public number", key=True)
    programme: str = column("id of the programme it was first entered for", to="programme.id")
    kind: str = column("what it is, an id of the definition: cluster, base, zone")
    name: str = column("name in Chinese")
    region: str = column("where it is: GB/T 2260, 6 digits; empty for none", default="")


class ObjectApplicant(Base, table=True):
    """An organisation may apply with an object. Where nobody is entered for an object, any organisation may."""

    __tablename__ = "object_applicant"
    __table_args__ = (Index(None, "organisation_code"),)

    object_no: str = column("with what", key=True, to="object.no")
    organisation_code: str = column("who may apply", key=True, to="organisation.code")
    granted_at: datetime = column("since this moment", UtcDateTime)
