"""Names by each of their tails, so that an index leads from any part of a name to whose name it is."""

from enum import StrEnum

from sqlalchemy import Index

from models.base import Base, column
from models.types import choice


class Named(StrEnum):
    """What bears a name, or a number that people look for."""

    CASE = "case"
    OBJECT = "object"
    ORGANISATION = "organisation"


class NameTail(Base, table=True):
    """A tail of a name: what is left of it from one of its characters on. Written by the commit that enters the name.

    A part of a name is where one of its tails begins, and what begins alike lies side by side in an index. The key
    comes first in the primary key, so that one name is found as well: to be replaced, or to be asked for a part.
    """

    __tablename__ = "name_tail"
    __table_args__ = (Index(None, "kind", "tail", "key"), {"sqlite_with_rowid": False})

    kind: Named = column("what bears the name", choice(Named, "kind"), key=True)
    key: str = column("its public number or code", key=True)
    tail: str = column("the tail, letters small and narrow, at most 100 characters", key=True)
