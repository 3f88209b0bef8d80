"""Programmes and the exact texts of their definitions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text

from models.base import Base, Subject, column
from models.types import UtcDateTime


class DefinitionText(Base, table=True):
    """A definition as it was loaded. A case keeps the one it started under; none is ever changed."""

    __tablename__ = "definition_text"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_length"),)

    digest: str = column("SHA-256 of the text and its sources, hexadecimal", key=True)
    programme: str = column("id of the programme that the text defines (may come before the programme's row)")
    text: str = column("programme.yaml, exactly", Text)
    sources: str = column("sources.yaml, exactly", Text)
    loaded_at: datetime = column("when it was first loaded", UtcDateTime)


class Programme(Subject, table=True):
    """A programme (项目). A subject: `programme:ID`."""

    __tablename__ = "programme"

    id: str = column("id of the programme, the name of its folder", key=True)
    name: str = column("name in Chinese")
    current_digest: str = column(
        "the definition that new rounds and cases start under", to="definition_text.digest"
    )
