"""Files that were sent: what each is and who sent it. The files themselves stand in a folder, by their digests."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index

from models.base import Base, column
from models.types import UtcDateTime

__all__ = ["PaperCopies", "Upload"]


class Upload(Base, table=True):
    """A file that somebody sent for a case or an objection.

    It may be withdrawn until it is handed in, with the action that hands in the papers of a stage; the history entry
    of that action names its digest. Its name stands here alone, where it can be erased.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_length"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("revision >= 1", name="revision_from_one"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_whole"),
        CheckConstraint("withdrawn_at IS NULL OR revision IS NULL", name="handed_in_for_good"),
        Index(None, "subject", "slot"),
        Index(None, "digest"),
    )

    no: str = column("public number", key=True)
    subject: str = column("what it is about: case:NO or objection:NO")
    slot: str = column("what it is there: material.ID of a paper, photo, evidence")
    name: str = column("name of the file as it is shown, with no path and nothing invisible in it")
    kind: str = column("what it is by its content, such as pdf")
    digest: str = column("SHA-256 of the file, hexadecimal: where it stands in the folder of files")
    size: int = column("bytes of the file")
    from_code: str | None = column(
        "the organisation it comes from, NULL for the public", to="organisation.code", default=None
    )
    by_person: str | None = column("who sent it, NULL for the public", to="person.no", default=None)
    at: datetime = column("when it was received", UtcDateTime)
    revision: int | None = column(
        "revision of the paper that it was handed in with, NULL until then and for what is no paper",
        default=None,
    )
    withdrawn_at: datetime | None = column("when it was withdrawn, NULL if not", UtcDateTime, default=None)
    withdrawn_by: str | None = column("who withdrew it, NULL for nobody", to="person.no", default=None)


class PaperCopies(Base, table=True):
    """Copies on paper that a body received, of one paper of a case."""

    __tablename__ = "paper_copies"
    __table_args__ = (CheckConstraint("copies >= 1", name="copies_from_one"),)

    case_no: str = column("the case", key=True, to="case_file.no")
    seq: int = column("number of the history entry that recorded it", key=True)
    material: str = column("id of the material in the definition", key=True)
    copies: int = column("how many copies were received")
    received_on: date = column("day on which they were received, Asia/Shanghai")
    by_code: str = column("the body that received them", to="organisation.code")
    by_person: str = column("who recorded it", to="person.no")
