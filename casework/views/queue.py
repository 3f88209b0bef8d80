"""The queue of a person: the cases and lists that wait for this very person, and the tasks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from calendars import day_of
from casework.clock.owing import owes
from casework.facts import Asking
from casework.rights.joint import partners_of_open_cases
from casework.rights.mandates import grants_of, roles_on
from casework.rights.standing_in import stand_ins, stood_in_for
from casework.service import Service
from casework.views.cases import due_of
from casework.views.deadlines import deadlines_of
from casework.views.duties import TaskRow, list_tasks
from casework.views.rows import chunks
from casework.views.waiting import acted_at, last_day_of, may_wait
from models.tables import case_file, name_list, object, organisation, panel, panel_member, programme, round
from statemachines.loader import Loaded
from statemachines.machine import Procedure
from statemachines.subject import Actor, Command, Subject

__all__ = ["Queue", "QueueItem", "queue_of"]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A subject that waits for the person: in which state, with which actions open, until when.

    ``about`` and ``applicant`` are names, empty for a list. ``handed_by`` is the absent officer for whom it is done,
    empty for what is the person's own.
    """

    subject: str
    programme: str
    state: str
    state_name: str
    actions: tuple[str, ...]
    last_day: date | None
    provisional: bool
    overdue: bool
    handed_by: str = ""
    about: str = ""
    applicant: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """What one person has to do, the most urgent first, and the tasks that are theirs or nobody's yet.

    ``stand_in`` does it in the person's place now, empty for nobody; ``more`` says that less urgent items are left out.
    """

    items: tuple[QueueItem, ...]
    tasks: tuple[TaskRow, ...]
    stand_in: str = ""
    more: bool = False


_WITH_NAMES = (
    select(case_file, object.c.name.label("about"), organisation.c.name.label("applicant"))
    .join(object, object.c.no == case_file.c.object_no)
    .join(organisation, organisation.c.code == case_file.c.applicant_code)
)


def queue_of(service: Service, person: str, now: datetime, limit: int | None = None) -> Queue:
    """The queue of a person, derived from what each state asks of whom; raises NotFound for an unknown person.

    No more than ``limit`` items, the most urgent ones; all of them where none is given.

    A case is in it where the owner of its state is a role that the person has on it; experts find those cases they
    were drawn for. Cases in which others have to act stay out, though a standing action (an extension, a finding)
    may be open there too; so does a joint case once all have acted for whom the person acts. What was handed over is
    in the queue of both, the absent officer and the stand-in.
    """
    today = day_of(now)
    with service.store.reading() as connection:
        enough = None if limit is None else limit + 1
        items = [
            *_cases(service, connection, person, now, enough),
            *_lists(service, connection, person, today),
        ]
        absent = stood_in_for(connection, person, today)
        stand_in = stand_ins(connection, today).get(person, "")
    items.sort(key=lambda each: (each.last_day is None, each.last_day or date.max, each.subject))
    more = limit is not None and len(items) > limit
    return Queue(tuple(items[:limit]), list_tasks(service, person=person, absent=absent), stand_in, more)


def _cases(
    service: Service, connection: Connection, person: str, now: datetime, enough: int | None
) -> Iterator[QueueItem]:
    """What waits for the person, of each programme no more than ``enough`` cases, the most urgent ones."""
    found: list[tuple[Any, Procedure, frozenset[str], str]] = []
    drawn = _drawn(connection, person)
    for programme_id, grants in _grants(connection, person, day_of(now)).items():
        urgency = last_day_of()
        could = select(case_file.c.no).where(may_wait(service, connection, programme_id, grants, person))
        order = (urgency.is_(None), urgency, case_file.c.no)
        numbers = connection.execute(could.order_by(*order)).scalars().all()
        joint = partners_of_open_cases(connection, programme_id) if numbers else {}
        waiting = (
            each
            for piece in chunks(numbers)
            for each in _waiting(service, connection, piece, grants, joint, drawn, person, now)
        )
        found += islice(waiting, enough)
    due = deadlines_of(connection, [f"case:{row['no']}" for row, *_ in found], now)
    for row, machine, roles, handed_by in found:
        key = f"case:{row['no']}"
        last = due_of(machine, row["state"], due.get(key, ()))
        yield _item(
            key, row, machine, roles, handed_by, last.last_day if last else None, bool(last and last.provisional),
            bool(last and last.overdue),
        )  # fmt: skip


def _waiting(
    service: Service, connection: Connection, numbers: Sequence[str], grants: Sequence[Any],
    joint: Mapping[str, Sequence[Any]], drawn: set[str], person: str, now: datetime,
) -> Iterator[tuple[Any, Procedure, frozenset[str], str]]:  # fmt: skip
    """Those that do wait for the person, each with its procedure, the person's roles, and who handed it over."""
    rows = connection.execute(_WITH_NAMES.where(case_file.c.no.in_(numbers))).mappings()
    by_number = {row["no"]: row for row in rows}
    acted = acted_at(connection, [no for no in numbers if no in joint])
    for row in (by_number[no] for no in numbers):
        parties = {**row, "partners": joint.get(row["no"], ())}
        loaded = service.definition(connection, row["definition_digest"])
        machine, roles = loaded.procedures[row["procedure"]], roles_on(loaded.programme, grants, parties)
        state = machine.states[row["state"]]
        mine = {role for role in roles.intersection(state.owed_by) if _is_drawn(loaded, role, row, drawn)}
        done = acted.get((row["no"], state.stage), set())
        mine = {role for role in mine if not done or _left(loaded, grants, parties, role, done)}
        if mine and state.also:
            asking = _asking(service, connection, loaded, row, Actor(person, roles), now)
            mine = {role for role in mine if owes(asking, state.stage, role)}
        if mine:
            yield row, machine, roles, _handed_by(loaded, grants, parties, mine)


def _left(loaded: Loaded, grants: Sequence[Any], parties: Any, role: str, done: Collection[str]) -> bool:
    """Whether an organisation that the person acts for in a role, each for itself, has not acted yet."""
    return any(
        each.organisation_code not in done
        for each in grants
        if role in roles_on(loaded.programme, [each], parties)
    )


def _is_drawn(loaded: Loaded, role: str, row: Any, drawn: set[str]) -> bool:
    """Experts have to do only with the cases they were drawn for."""
    body = loaded.programme.bodies.get(role)
    return body is None or body.role != "expert" or row["no"] in drawn


def _asking(
    service: Service, connection: Connection, loaded: Loaded, row: Any, actor: Actor, now: datetime
) -> Asking:
    subject = Subject(f"case:{row['no']}", row["state"], row["version"], facts=row["facts"])
    return Asking(connection, service, loaded, row["procedure"], subject, dict(row), Command("", actor, now))


def _handed_by(loaded: Loaded, grants: Sequence[Any], parties: Any, mine: Collection[str]) -> str:
    """The absent officer whose duty it is; empty where it is the person's own too."""
    own = [each for each in grants if not each.handed_by]
    if roles_on(loaded.programme, own, parties).intersection(mine):
        return ""
    lent = (each for each in grants if each.handed_by)
    return next(
        (str(g.handed_by) for g in lent if roles_on(loaded.programme, [g], parties).intersection(mine)), ""
    )


def _lists(service: Service, connection: Connection, person: str, today: date) -> Iterator[QueueItem]:
    for programme_id, grants in _grants(connection, person, today).items():
        known = select(name_list, round.c.definition_digest).join(round, round.c.no == name_list.c.round_no)
        drafts = known.where(name_list.c.programme == programme_id, name_list.c.state == "draft")
        for row in connection.execute(drafts.order_by(name_list.c.no)).mappings():
            loaded = service.definition(connection, row["definition_digest"])
            machine, roles = loaded.lists[row["name"]], roles_on(loaded.programme, grants, {})
            owner = machine.states[row["state"]].owner
            if owner in roles:
                handed_by = _handed_by(loaded, grants, {}, (owner,))
                yield _item(f"list:{row['no']}", row, machine, roles, handed_by)


def _grants(connection: Connection, person: str, today: date) -> Mapping[str, Sequence[Any]]:
    """By programme what the person was granted, with the mandates there."""
    ids = connection.execute(select(programme.c.id).order_by(programme.c.id)).scalars().all()
    return {id: grants_of(connection, id, person, today) for id in ids}


def _drawn(connection: Connection, person: str) -> set[str]:
    known = select(panel.c.case_no).join(panel_member, panel_member.c.panel_no == panel.c.no)
    mine = known.where(panel_member.c.person_no == person, panel_member.c.state == "drawn")
    return set(connection.execute(mine).scalars())


def _item(
    key: str, row: Any, machine: Procedure, roles: frozenset[str], handed_by: str = "",
    last_day: date | None = None, provisional: bool = False, overdue: bool = False,
) -> QueueItem:  # fmt: skip
    state = machine.states[row["state"]]
    actions = machine.open_to(row["state"], roles)
    return QueueItem(
        key, row["programme"], state.id, state.name, actions, last_day, provisional, overdue, handed_by,
        row.get("about", ""), row.get("applicant", ""),
    )  # fmt: skip
