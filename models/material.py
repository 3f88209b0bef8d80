"""Materials handed in: metadata and digests, never the papers themselves."""

from datetime import datetime

from sqlalchemy import CheckConstraint

from models.base import Base, column
from models.types import UtcDateTime


class Material(Base, table=True):
    """One paper (材料) of a case, in one revision."""

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_from_one"),
        CheckConstraint("copies >= 0", name="copies_not_negative"),
        CheckConstraint("file_size IS NULL OR file_size >= 0", name="file_size_not_negative"),
    )

    case_no: str = column("the case", key=True, to="case_file.no")
    material: str = column("id of the material in the definition", key=True)
    revision: int = column("from 1; a correction adds one", key=True)
    stage: str = column("id of the stage it was handed in at")
    from_code: str = column("who handed it in", to="organisation.code")
    form: str = column("paper or electronic, as the definition names it")
    channel: str = column("how it came; by the confidential channel nothing is uploaded")
    copies: int = column("how many copies", default=1)
    file_name: str = column("name of the uploaded file, the first of several; empty for none", default="")
    file_digest: str = column("SHA-256 of that file, hexadecimal, empty for none", default="")
    file_size: int | None = column("size of that file in bytes, NULL for none", default=None)
    received_at: datetime = column("when it was received", UtcDateTime)
