"""What is an applicant's own: what is asked of it now, its drafts, cases under way and over, the letters to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from casework.declared import facts_of_party, party
from casework.refused import BadInput
from casework.rights.mandates import organisations_of
from casework.rights.sight import Sight
from casework.service import Service
from casework.views.cases import CaseRow, rows_of
from casework.views.filtering import CaseFilter
from casework.views.queue import QueueItem, queue_of
from casework.views.rows import filled
from casework.views.traces import explain_deadlines
from models.person import Role
from models.tables import case_file, letter, object, role_grant, round
from statemachines.loader import Loaded
from statemachines.stages.submission import Submission

__all__ = ["OpenCall", "OwnCases", "OwnLetter", "open_calls", "own_cases", "own_letters"]

OVER = 30  # cases that are over, the latest first
RUNNING = 200  # cases under way; who has more looks for them in the list of cases
LETTERS = 30


@dataclass(frozen=True, slots=True)
class OwnCases:
    """The cases of somebody who applies: what is ``asked`` of them now, ``drafts``, those ``running``, those over.

    ``more`` says that not all that run are there.
    """

    asked: tuple[QueueItem, ...]
    drafts: tuple[QueueItem, ...]
    running: tuple[CaseRow, ...]
    over: tuple[CaseRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A round in which the person may apply: until when, and that day explained day by day, empty for none."""

    no: str
    programme_id: str
    programme: str
    procedure: str
    year: int
    opens_at: datetime | None
    last_day: date | None
    explained: str


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter to an organisation of the person, or to the person: of what kind, about what, when it was written."""

    template: str
    subject: str
    about: str
    created_at: datetime
    state: str


def own_cases(service: Service, person: str, organisations: Sequence[str], now: datetime) -> OwnCases:
    """The cases of the organisations a person applies for; raises NotFound for an unknown person."""
    sight = Sight(organisations=frozenset(organisations))
    queue = queue_of(service, person, now)
    with service.store.reading() as connection:
        running = rows_of(service, connection, CaseFilter(running=True), now, RUNNING + 1, sight=sight)
        known = select(case_file.c.no).where(case_file.c.ended_at.is_not(None), sight.cases())
        latest = known.order_by(case_file.c.ended_at.desc(), case_file.c.no).limit(OVER)
        ended = tuple(connection.execute(latest).scalars())
        over = rows_of(service, connection, CaseFilter(nos=ended), now, sight=sight) if ended else ()
        first = _first_states(service, connection, [each.no for each in running])
    own = {f"case:{each.no}" for each in running}
    items = [each for each in queue.items if each.subject in own]
    drafts = tuple(each for each in items if first.get(each.subject) == each.state)
    asked = tuple(each for each in items if each not in drafts)
    waiting = {each.subject for each in items}
    rest = tuple(each for each in running[:RUNNING] if f"case:{each.no}" not in waiting)
    order = {number: place for place, number in enumerate(ended)}
    return OwnCases(
        asked, drafts, rest, tuple(sorted(over, key=lambda each: order[each.no])), len(running) > RUNNING
    )


def _first_states(service: Service, connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """The state in which each of these cases is a draft: those that an applicant began itself."""
    known = select(case_file.c.no, case_file.c.procedure, case_file.c.definition_digest).where(
        case_file.c.no.in_(numbers), case_file.c.round_no.is_not(None)
    )
    return {
        f"case:{row.no}": service.definition(connection, row.definition_digest)
        .procedures[row.procedure]
        .initial
        for row in connection.execute(known)
    }


def open_calls(service: Service, person: str, now: datetime) -> tuple[OpenCall, ...]:
    """The open rounds in which an organisation of the person may apply, those that close first first."""
    known = (
        select(round)
        .where(round.c.state == "open")
        .order_by(round.c.closes_at.is_(None), round.c.closes_at, round.c.no)
    )
    with service.store.reading() as connection:
        mine = list(connection.execute(_OWN.where(role_grant.c.person_no == person)).scalars())
        rows = [
            (row, loaded)
            for row in connection.execute(known)
            for loaded in [service.definition(connection, row.definition_digest)]
            if any(_admitted(connection, loaded, row.procedure, code) for code in mine)
        ]
    return tuple(
        OpenCall(
            row.no, row.programme, loaded.programme.name, loaded.programme.procedures[row.procedure].name, row.year,
            row.opens_at, *(_explained(service, row.no, now) if row.closes_at else (None, "")),
        )
        for row, loaded in rows
    )  # fmt: skip


_OWN = (
    select(role_grant.c.organisation_code)
    .where(role_grant.c.role == Role.APPLICANT, role_grant.c.ended_at.is_(None))
    .order_by(role_grant.c.organisation_code)
)


def _admitted(connection: Connection, loaded: Loaded, procedure: str, code: str) -> bool:
    """Whether a programme admits an organisation, and somebody there takes what it hands in."""
    programme = loaded.programme
    lead = party(connection, code)
    try:
        facts = facts_of_party(connection, programme, procedure, lead)
    except BadInput:
        return False
    first = programme.procedures[procedure].stages[0]
    to = first.to if isinstance(first, Submission) else ""
    return not to or bool(
        organisations_of(connection, programme, to, {"region": lead.region, "facts": facts})
    )


def _explained(service: Service, number: str, now: datetime) -> tuple[date, str]:
    """The last day of a round, and how it was counted."""
    trace = explain_deadlines(service, f"round:{number}", now)[0]
    return trace.deadline.last_day, trace.text


def own_letters(
    service: Service, person: str, organisations: Sequence[str], limit: int = LETTERS, *, case_no: str = ""
) -> tuple[OwnLetter, ...]:
    """The letters to a person, or to the organisations for which the person applies, about their own cases.

    The newest come first; ``case_no`` leaves those about one case.
    """
    to = [person, *(f"org:{code}" for code in organisations)]
    sight = Sight(organisations=frozenset(organisations))
    known = (
        select(
            letter.c.template,
            letter.c.subject,
            object.c.name.label("about"),
            letter.c.created_at,
            letter.c.state,
        )
        .join(case_file, letter.c.subject == "case:" + case_file.c.no)
        .join(object, object.c.no == case_file.c.object_no)
        .where(letter.c.recipient.in_(to), sight.cases())
        .order_by(letter.c.created_at.desc(), letter.c.entry, letter.c.template)
        .limit(limit)
    )
    known = known.where(case_file.c.no == case_no) if case_no else known
    with service.store.reading() as connection:
        rows = connection.execute(known).all()
    return tuple(filled(OwnLetter, row) for row in rows)
