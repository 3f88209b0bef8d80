"""The folder of files against the record: whether everything that was sent is there as it came, and what may go."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from casework.handed_in.handing_in import FILE
from casework.handed_in.upload_rows import GRACE, digests_needed, digests_withdrawn
from casework.service import Service
from models.tables import history, upload

__all__ = ["FilesReport", "tidy", "untidy", "verify_files"]


@dataclass(frozen=True, slots=True)
class FilesReport:
    """What was found in the folder of files.

    ``missing`` and ``damaged`` tell of each file by its numbers and its digest; ``altered`` are those of which the
    table says something else than the history entry that handed them in. ``orphans`` and ``unfinished`` are paths of
    what nothing needs; the first are removed by themselves in time, if they are files of ours.
    """

    checked: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    altered: tuple[str, ...]
    orphans: tuple[str, ...]
    unfinished: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything that was sent and not withdrawn is there as it came."""
        return not (self.missing or self.damaged or self.altered)


def verify_files(service: Service) -> FilesReport:
    """Read every file that was sent and compare it with its digest, and the digests with the record; writes nothing.

    Raises FilesFailed where the folder cannot be read.
    """
    with service.store.reading() as connection:
        known = digests_needed(connection)
        withdrawn = digests_withdrawn(connection)
        altered = tuple(_altered(connection))
        numbers = _numbers(connection)
    found = service.files.verify(known)
    spared = {f"{digest[:2]}/{digest}" for digest in withdrawn}
    return FilesReport(
        found.checked, tuple(_told(each, numbers) for each in found.missing),
        tuple(_told(each, numbers) for each in found.damaged), altered,
        tuple(each for each in found.orphans if each not in spared), found.unfinished,
    )  # fmt: skip


def _told(digest: str, numbers: dict[str, list[str]]) -> str:
    return f"{', '.join(numbers.get(digest, ()))} {digest}"


def _numbers(connection: Connection) -> dict[str, list[str]]:
    """By digest the numbers under which it was sent."""
    found: dict[str, list[str]] = {}
    known = select(upload.c.no, upload.c.digest).where(upload.c.withdrawn_at.is_(None)).order_by(upload.c.no)
    for no, digest in connection.execute(known):
        found.setdefault(digest, []).append(no)
    return found


def _altered(connection: Connection) -> Iterator[str]:
    """Files of which the table and the history say different things."""
    rows = {
        row.no: row.digest
        for row in connection.execute(
            select(upload.c.no, upload.c.digest).where(upload.c.revision.is_not(None))
        )
    }
    chained = select(history.c.subject, history.c.seq, history.c.payload).where(
        history.c.payload.contains(f'"{FILE}":"', autoescape=True)
    )
    said: set[str] = set()
    for entry in connection.execute(chained.order_by(history.c.subject, history.c.seq)):
        for each in json.loads(entry.payload).get("materials", ()):
            if FILE in each:
                said.add(each[FILE])
                if rows.get(each[FILE]) != each["file_digest"]:
                    yield f"{each[FILE]}: {entry.subject} #{entry.seq} names {each['file_digest']}"
    yield from (f"{no}: no history entry handed it in" for no in sorted(rows.keys() - said))


def untidy(service: Service, now: datetime) -> bool:
    """Whether there are files that nothing needs and that have stood long enough."""
    return bool(service.files.unneeded(_needed(service, now), now - GRACE))


def tidy(service: Service, now: datetime) -> int:
    """Remove what was withdrawn, refused, or never became whole, three days after it came; returns how many files.

    What other people put into the folder stays. Raises FilesFailed where the folder cannot be used.
    """
    old = service.files.unneeded(_needed(service, now), now - GRACE)
    if not old:
        return 0
    return service.files.remove(old, _needed(service, now), now - GRACE)


def _needed(service: Service, now: datetime) -> frozenset[str]:
    """Digests of files that must stay: all that were not withdrawn, or only just."""
    with service.store.reading() as connection:
        return frozenset(digests_needed(connection)) | digests_withdrawn(connection, since=now - GRACE)
