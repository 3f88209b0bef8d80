"""What all tables share: the base class, the names of constraints, and how a column is declared."""

from typing import Any, ClassVar

from pydantic_core import PydanticUndefined
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

# Constraints without a name cannot be altered or dropped by a migration.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def column(
    comment: str,
    type_: Any = None,
    *,
    key: bool = False,
    to: str | None = None,
    default: Any = PydanticUndefined,
) -> Any:
    """Declare a column by what it means.

    `comment` says the meaning and the unit; `type_` is needed where the annotation does not tell the type
    of the database; `key` puts it into the primary key; `to` is the `table.column` it must exist in.
    """
    options: dict[str, Any] = {"description": comment, "sa_column_kwargs": {"comment": comment}}
    if type_ is not None:
        options["sa_type"] = type_
    if key:
        options["primary_key"] = True
    if to is not None:
        options["foreign_key"] = to
    return Field(default, **options)


class Base(SQLModel, registry=registry(metadata=metadata)):
    """The base of all tables. Keys are public numbers and names: no key is made by the database."""

    __table__: ClassVar[Table]  # what Core statements are written against; `models.tables` lists them


class Subject(Base):
    """What a case, list, title, round, programme or the register has: a state and a chained history.

    Other tables point at a subject by one text: `case:NO`, `list:NO`, `title:NO`, `round:NO`,
    `programme:ID` or `register`. State, version and head are moved by one version-checked UPDATE.
    """

    state: str = column("state of its machine, as the definition names it")
    version: int = column(
        "how many history entries it has; an update must name the version it read", default=0
    )
    head: str = column("hash of its last history entry, empty before the first", default="")
