"""The papers of a case: what is asked, what is there, which files, which copies on paper; and who may read a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from calendars import day_of
from casework.cases import case_row
from casework.handed_in.tabling import ready_papers, tables_of
from casework.handed_in.upload_places import EVIDENCE, MATERIAL, PHOTO, open_papers
from casework.handed_in.upload_rows import Upload, upload_of, uploads_of
from casework.refused import NotFound
from casework.rights.joint import with_partners
from casework.rights.mandates import actor_on, provider_of
from casework.rights.sight import Sight
from casework.service import Service
from casework.steps import Row
from files.kinds import KINDS
from models.tables import case_file, material, object, objection, organisation, paper_copies, person
from statemachines.definition.parts import Material
from statemachines.definition.selector import matches
from statemachines.loader import Loaded

__all__ = ["CopiesLine", "FileLine", "PaperLine", "Papers", "file_for", "papers_of"]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file: what it is, who sent it. ``waits``: not handed in yet; ``own``: whoever asks may withdraw it."""

    no: str
    name: str
    kind: str
    size: int
    at: datetime
    by: str
    digest: str
    revision: int | None
    waits: bool
    own: bool


@dataclass(frozen=True, slots=True)
class CopiesLine:
    """Copies on paper that a body received."""

    copies: int
    received_on: date
    by: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that is asked for. ``revisions`` is how often it was handed in, last at ``handed_in_at``.

    ``open``: whoever asks may send files for it now. ``instruction`` says where one of the confidential channel goes.
    ``table`` is the id of the table that the paper is, empty for none; ``ready``: it is filled in, and goes along when
    the papers are handed in.
    """

    id: str
    name: str
    source: str
    stages: tuple[str, ...]
    forms: tuple[str, ...]
    copies: int | None
    optional: bool
    confidential: bool
    instruction: str
    revisions: int
    handed_in_at: datetime | None
    open: bool
    files: tuple[FileLine, ...]
    received: tuple[CopiesLine, ...]
    table: str
    ready: bool

    @property
    def copies_received(self) -> int:
        """How many copies on paper were received, by everybody together."""
        return sum(each.copies for each in self.received)


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a case for whoever asks; names are 中文 / English.

    ``receives``: whoever asks may record copies on paper as received.
    """

    no: str
    object: str
    programme_name: str
    state_name: str
    ended: bool
    receives: bool
    lines: tuple[PaperLine, ...]

    @property
    def open(self) -> bool:
        """Whether whoever asks may send a file for any of them."""
        return any(each.open for each in self.lines)

    def line(self, id: str) -> PaperLine | None:
        """The paper of that id."""
        return next((each for each in self.lines if each.id == id), None)


@dataclass(frozen=True, slots=True)
class _Eyes:
    """Whoever looks at the papers of a case: as whom, which they may hand in; tables by paper, and those ready."""

    connection: Connection
    loaded: Loaded
    row: Row
    person: str
    today: date
    acts_as: frozenset[str]
    open: frozenset[str]
    tables: Mapping[str, str]
    ready: frozenset[str]

    def owns(self, each: Upload) -> bool:
        """Whether a file that waits is of this person's organisation, which may hand it in."""
        name = each.slot.removeprefix(MATERIAL).partition(".")[0]
        if name not in self.open:
            return False
        role = self.loaded.programme.materials[name].from_
        mine = provider_of(self.connection, self.loaded.programme, role, self.row, self.person, self.today)
        return mine == each.from_code

    def sees(self, each: Upload) -> bool:
        """Whether a file of a paper is for this person: handed in, of the own organisation, or sent by this person."""
        return each.revision is not None or each.by_person == self.person or self.owns(each)


def papers_of(service: Service, number: str, person: str, now: datetime) -> Papers:
    """The papers of a case as a person who may see the case sees them; raises NotFound."""
    with service.store.reading() as connection:
        eyes = _eyes(service, connection, number, person, now)
        row, programme = eyes.row, eyes.loaded.programme
        procedure = eyes.loaded.procedures[row["procedure"]]
        state = procedure.states[row["state"]]
        rows = _handed_in(connection, number)
        files, copies = _files(eyes, number), _copies(connection, number)
        called = select(object.c.name).where(object.c.no == row["object_no"])
        stages = {each.id: each.name or each.id for each in programme.procedures[row["procedure"]].stages}
        return Papers(
            number, connection.execute(called).scalar_one(), programme.name, state.name, state.end is not None,
            "receive_copies" in procedure.open_to(state.id, eyes.acts_as),
            tuple(
                _line(eyes, key, each, stages, rows, files.get(key, ()), copies.get(key, ()))
                for key, each in programme.materials.items()
                if matches(each.for_, row["facts"])
            ),
        )  # fmt: skip


def _eyes(service: Service, connection: Connection, number: str, person: str, now: datetime) -> _Eyes:
    row = case_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    row = with_partners(connection, loaded.programme, row)
    acts_as = actor_on(connection, loaded.programme, person, row, day_of(now)).acts_as
    may = frozenset(open_papers(loaded, row, acts_as))
    tables = {each.is_: key for key, each in tables_of(loaded, row["facts"]).items() if each.is_}
    ready = ready_papers(connection, loaded, row, acts_as)
    return _Eyes(connection, loaded, row, person, day_of(now), acts_as, may, tables, ready)


def _line(
    eyes: _Eyes, key: str, paper: Material, stages: Mapping[str, str], rows: Mapping[str, Any],
    files: Sequence[FileLine], copies: Sequence[CopiesLine],
) -> PaperLine:  # fmt: skip
    there = rows.get(key)
    return PaperLine(
        key, paper.name, eyes.loaded.programme.role_name(paper.from_), tuple(stages.get(id, id) for id in paper.at),
        paper.form, paper.copies, paper.optional, paper.channel == "confidential", paper.instruction or "",
        there.revisions if there else 0, there.last if there else None,
        key in eyes.open and paper.channel != "confidential", tuple(files), tuple(copies),
        eyes.tables.get(key, ""), key in eyes.ready,
    )  # fmt: skip


def _handed_in(connection: Connection, number: str) -> dict[str, Any]:
    """By paper how often and when last it was handed in; one for each indicator counts for the paper."""
    found: dict[str, Any] = {}
    known = (
        select(
            material.c.material,
            func.max(material.c.revision).label("revisions"),
            func.max(material.c.received_at).label("last"),
        )
        .where(material.c.case_no == number)
        .group_by(material.c.material)
    )
    for row in connection.execute(known):
        paper = row.material.partition(".")[0]
        before = found.get(paper)
        if before is None or row.revisions > before.revisions:
            found[paper] = row
    return found


def _files(eyes: _Eyes, number: str) -> dict[str, list[FileLine]]:
    found: dict[str, list[FileLine]] = {}
    sent = [each for each in uploads_of(eyes.connection, f"case:{number}") if each.slot.startswith(MATERIAL)]
    names = _names(eyes.connection, {each.by_person for each in sent if each.by_person})
    for each in sent:
        if eyes.sees(each):
            waits = each.revision is None
            line = FileLine(
                each.no, each.name, KINDS[each.kind].name, each.size, each.at, names.get(each.by_person or "", ""),
                each.digest, each.revision, waits, waits and eyes.owns(each),
            )  # fmt: skip
            found.setdefault(each.slot.removeprefix(MATERIAL).partition(".")[0], []).append(line)
    return found


def _names(connection: Connection, numbers: set[str]) -> dict[str, str]:
    if not numbers:
        return {}
    known = select(person.c.no, person.c.name).where(person.c.no.in_(numbers))
    return {row.no: row.name for row in connection.execute(known)}


def _copies(connection: Connection, number: str) -> dict[str, list[CopiesLine]]:
    known = (
        select(paper_copies, organisation.c.name)
        .join(organisation, organisation.c.code == paper_copies.c.by_code)
        .where(paper_copies.c.case_no == number)
        .order_by(paper_copies.c.seq)
    )
    found: dict[str, list[CopiesLine]] = {}
    for row in connection.execute(known):
        found.setdefault(row.material, []).append(CopiesLine(row.copies, row.received_on, row.name))
    return found


def file_for(service: Service, no: str, person: str, sight: Sight, now: datetime) -> Upload:
    """A file, for a person who may read it; raises NotFound for all others, as if there were none.

    Papers are for whoever sees the case, once they were handed in; photographs of a check for authorities and experts;
    the evidence of an objection for authorities alone, since it may tell who objected.
    """
    with service.store.reading() as connection:
        found = upload_of(connection, no)
        kind, _, number = found.subject.partition(":")
        if kind == "objection":
            about = select(objection.c.case_no).where(objection.c.no == number)
            number = connection.execute(about).scalar_one()
        seen = select(case_file.c.no).where(case_file.c.no == number, sight.cases())
        if connection.execute(seen).first() is None or not _may_read(
            service, connection, found, number, person, sight, now
        ):
            raise NotFound("file", no)
        return found


def _may_read(
    service: Service, connection: Connection, found: Upload, number: str, person: str, sight: Sight, now: datetime
) -> bool:  # fmt: skip
    if found.slot == EVIDENCE:
        return sight.office
    if found.slot == PHOTO:
        return sight.office or bool(sight.draws_of)
    return found.revision is not None or _eyes(service, connection, number, person, now).sees(found)
