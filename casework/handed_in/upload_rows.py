"""Files that were sent, as the table has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from casework.refused import NotFound
from models.tables import upload

__all__ = ["GRACE", "Upload", "bind", "digests_needed", "digests_withdrawn", "upload_of", "uploads_of"]

GRACE = timedelta(days=3)  # how long a file that nothing needs stays: a backup made meanwhile still finds it


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent; the columns of the table `upload` say what each means."""

    no: str
    subject: str
    slot: str
    name: str
    kind: str
    digest: str
    size: int
    from_code: str | None
    by_person: str | None
    at: datetime
    revision: int | None
    withdrawn_at: datetime | None


_COLUMNS = tuple(upload.c[name] for name in Upload.__slots__)


def uploads_of(connection: Connection, subject: str, slot: str | None = None) -> list[Upload]:
    """The files of a subject that are not withdrawn, in the order they came; of one slot where it is given."""
    found = select(*_COLUMNS).where(upload.c.subject == subject, upload.c.withdrawn_at.is_(None))
    if slot is not None:
        found = found.where(upload.c.slot == slot)
    return [Upload(*row) for row in connection.execute(found.order_by(upload.c.at, upload.c.no))]


def upload_of(connection: Connection, no: str) -> Upload:
    """A file that was sent, by its number; raises NotFound for one that is not there or was withdrawn."""
    found = select(*_COLUMNS).where(upload.c.no == no, upload.c.withdrawn_at.is_(None))
    row = connection.execute(found).one_or_none()
    if row is None:
        raise NotFound("file", no)
    return Upload(*row)


def digests_needed(connection: Connection) -> dict[str, int]:
    """The files that must stay, by digest, with their sizes: all but those that were withdrawn."""
    known = select(upload.c.digest, func.max(upload.c.size)).where(upload.c.withdrawn_at.is_(None))
    return {digest: int(size) for digest, size in connection.execute(known.group_by(upload.c.digest))}


def digests_withdrawn(connection: Connection, since: datetime | None = None) -> frozenset[str]:
    """The digests of files that were withdrawn; of those only that were since a moment, where it is given."""
    known = select(upload.c.digest).where(upload.c.withdrawn_at.is_not(None))
    if since is not None:
        known = known.where(upload.c.withdrawn_at > since)
    return frozenset(connection.execute(known).scalars())


def bind(connection: Connection, no: str, revision: int) -> bool:
    """Mark a file as handed in with this revision of its paper; whether it was there to be handed in."""
    handed_in = (
        update(upload)
        .where(upload.c.no == bindparam("this"), upload.c.revision.is_(None), upload.c.withdrawn_at.is_(None))
        .values(revision=bindparam("as_revision"))
    )
    values: dict[str, Any] = {"this": no, "as_revision": revision}
    return connection.execute(handed_in, values).rowcount == 1
