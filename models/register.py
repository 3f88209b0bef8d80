"""The register: what belongs to no programme has its history here."""

from models.base import Subject, column


class Register(Subject, table=True):
    """The register as a subject, one row: tasks and seals of the whole house are entered under `register`."""

    __tablename__ = "register"

    name: str = column("always `register`", key=True)
