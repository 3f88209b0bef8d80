"""Files that people send for a case or an objection: taken, withdrawn, read, and handed in with an action.

A file is first whole in the folder of files, then entered here. If a row cannot be written after all, the file that
nothing names is removed later (`casework.tidying`).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from calendars import day_of
from casework.cases import case_row
from casework.handed_in.upload_places import EVIDENCE, MATERIAL, PHOTO, UploadRefused, place_of_case
from casework.handed_in.upload_rows import GRACE, Upload, upload_of, uploads_of
from casework.refused import NotFound
from casework.rights.joint import with_partners
from casework.service import Service
from casework.steps import number_of
from casework.storage.holding import hold
from casework.storage.numbers import next_number
from casework.storage.prepared import inserting
from files.kinds import KINDS
from files.names import safe_name
from files.store import Taken
from models.tables import objection, upload

__all__ = [
    "EVIDENCE", "MATERIAL", "MOST", "PHOTO", "Upload", "UploadRefused", "enter", "receive", "require_place",
    "upload_of", "uploads_of", "withdraw",
]  # fmt: skip

MOST = 200  # files of one subject that are not withdrawn
MOST_EVIDENCE = 10  # of one objection
MOST_TIMES = 20  # how many files of the largest size one subject may have, those withdrawn of late among them


_NEW = inserting(upload)


def receive(
    service: Service, subject: str, slot: str, name: str, pieces: Iterable[bytes], *, by: str, now: datetime
) -> Upload:  # fmt: skip
    """Take a file for a subject (`case:NO`, `objection:NO`) and enter it; ``by`` is empty for the public.

    ``name`` is what the sender calls it, ``pieces`` are its bytes, read only once it is clear that it may come.

    Raises:
        UploadRefused, NotFound: no such file is taken there, now, from this person.
        FileRefused: it is too large, or no file of a kind that is taken.
        FilesFailed, StoreError: the folder of files or the database failed.
    """
    require_place(service, subject, slot, by=by, now=now)
    return enter(service, subject, slot, name, service.files.take(pieces), by=by, now=now)


def require_place(service: Service, subject: str, slot: str, *, by: str, now: datetime) -> None:
    """Raise UploadRefused or NotFound where no file is taken for this slot, now, from this person."""
    with service.store.reading() as connection:
        _place(service, connection, subject, slot, by, now)
        _require_room(service, connection, subject, now)


def enter(
    service: Service, subject: str, slot: str, name: str, taken: Taken, *, by: str, now: datetime
) -> Upload:  # fmt: skip
    """Enter a file that the folder of files has taken; the same one twice from one organisation is entered once.

    Raises UploadRefused and NotFound as ``receive`` does.
    """
    with service.store.writing() as connection:
        hold(connection, f"uploads:{subject}")
        from_code = _place(service, connection, subject, slot, by, now)
        there = [each for each in uploads_of(connection, subject, slot) if each.revision is None]
        known = (each for each in there if (each.digest, each.from_code) == (taken.digest, from_code))
        same = next(known, None)
        if same:
            return same
        _require_room(service, connection, subject, now, taken.size)
        entered = Upload(
            f"{number_of(subject)}-F{next_number(connection, f'upload:{subject}'):03}", subject, slot,
            safe_name(name, KINDS[taken.kind].endings), taken.kind, taken.digest, taken.size, from_code, by or None,
            now, None, None,
        )  # fmt: skip
        _NEW.run(connection, **{name: getattr(entered, name) for name in Upload.__slots__})
        return entered


def withdraw(service: Service, no: str, *, by: str, now: datetime) -> Upload:
    """Withdraw a file that was not handed in yet; whoever may send one there may withdraw it.

    Raises NotFound for one that is not there (any more), UploadRefused where it was handed in or is not this person's.
    """
    with service.store.writing() as connection:
        hold(connection, f"uploads:{upload_of(connection, no).subject}")
        found = upload_of(connection, no)
        if found.revision is not None:
            raise UploadRefused(
                f"{found.name}：已随材料提交，不能撤回 / it was handed in with the papers and stays"
            )
        if (
            found.slot == EVIDENCE
            or _place(service, connection, found.subject, found.slot, by, now) != found.from_code
        ):
            raise UploadRefused(f"{found.name}：不是本单位的文件 / not a file of your organisation")
        gone = update(upload).where(upload.c.no == no).values(withdrawn_at=now, withdrawn_by=by)
        connection.execute(gone)
        return found


def _place(
    service: Service, connection: Connection, subject: str, slot: str, by: str, now: datetime
) -> str | None:  # fmt: skip
    """The organisation a file comes from, where one may come at all; raises UploadRefused, NotFound."""
    kind, _, number = subject.partition(":")
    if kind == "objection" and slot == EVIDENCE:
        _require_open(connection, number)
        return None
    if kind != "case" or not slot.startswith((MATERIAL, PHOTO)) or not by:
        raise UploadRefused(f"{subject}：不收这样的文件 / no such file is taken for it")
    row = case_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    row = with_partners(connection, loaded.programme, row)
    return place_of_case(connection, loaded, row, slot, by, day_of(now))


def _require_open(connection: Connection, number: str) -> None:
    known = select(objection.c.state).where(objection.c.no == number)
    state = connection.execute(known).scalar_one_or_none()
    if state is None:
        raise NotFound("objection", number)
    if state != "open":
        raise UploadRefused("异议已办结，不再收证据 / the objection is settled: no more evidence is taken")


def _require_room(
    service: Service, connection: Connection, subject: str, now: datetime, size: int = 0
) -> None:
    """Raise UploadRefused where a subject has as many files, or as many bytes of them, as it may have."""
    stays = or_(upload.c.withdrawn_at.is_(None), upload.c.withdrawn_at > now - GRACE)
    mine = select(
        func.count().filter(upload.c.withdrawn_at.is_(None)),
        func.coalesce(func.sum(upload.c.size).filter(stays), 0),
    ).where(upload.c.subject == subject)
    count, there = connection.execute(mine).one()
    most = MOST_EVIDENCE if subject.startswith("objection:") else MOST
    if count >= most:
        raise UploadRefused(
            f"最多 {most} 个文件，请先撤回不需要的 / at most {most} files: withdraw some first"
        )
    if there + size > MOST_TIMES * service.files.limit:
        whole = f"{MOST_TIMES * service.files.limit / 1_000_000:g} MB"
        raise UploadRefused(f"文件合计超过 {whole} / more than {whole} in all")
