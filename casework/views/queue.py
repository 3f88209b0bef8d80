"""The queue of a person: the cases and lists that wait for this very person, and the tasks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from casework.joint import partners_of_open_cases
from casework.mandates import grants_of, roles_on
from casework.service import Service
from casework.views.cases import due_of
from casework.views.deadlines import deadlines_of
from casework.views.duties import TaskRow, list_tasks
from models.tables import case_file, name_list, panel, panel_member, programme, round
from statemachines.machine import Procedure

__all__ = ["Queue", "QueueItem", "queue_of"]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A subject that waits for the person: in which state, with which actions open, until when."""

    subject: str
    programme: str
    state: str
    state_name: str
    actions: tuple[str, ...]
    last_day: date | None
    provisional: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """What one person has to do, the most urgent first, and the tasks that are theirs or nobody's yet."""

    items: tuple[QueueItem, ...]
    tasks: tuple[TaskRow, ...]


def queue_of(service: Service, person: str, now: datetime) -> Queue:
    """The queue of a person, derived from what each state asks of whom; raises NotFound for an unknown person.

    A case is in it where the owner of its state is a role that the person has on it; experts find those cases they
    were drawn for. Cases in which others have to act stay out, though a standing action (an extension, a finding)
    may be open there too.
    """
    with service.store.reading() as connection:
        items = [*_cases(service, connection, person, now), *_lists(service, connection, person)]
    items.sort(key=lambda each: (each.last_day is None, each.last_day or date.max, each.subject))
    return Queue(tuple(items), list_tasks(service, person=person))


def _cases(service: Service, connection: Connection, person: str, now: datetime) -> Iterator[QueueItem]:
    found = []
    drawn = _drawn(connection, person)
    for programme_id, grants in _grants(connection, person).items():
        joint = partners_of_open_cases(connection, programme_id)
        running = select(case_file).where(
            case_file.c.programme == programme_id, case_file.c.ended_at.is_(None)
        )
        for row in connection.execute(running.order_by(case_file.c.no)).mappings():
            parties = {**row, "partners": joint.get(row["no"], ())}
            loaded = service.definition(connection, row["definition_digest"])
            machine, roles = loaded.procedures[row["procedure"]], roles_on(loaded.programme, grants, parties)
            owner = machine.states[row["state"]].owner
            body = loaded.programme.bodies.get(owner or "")
            mine = owner in roles and (body is None or body.role != "expert" or row["no"] in drawn)
            if mine:
                found.append((row, machine, roles))
    due = deadlines_of(connection, [f"case:{row['no']}" for row, _, _ in found], now)
    for row, machine, roles in found:
        key = f"case:{row['no']}"
        last = due_of(machine, row["state"], due.get(key, ()))
        yield _item(
            key, row, machine, roles, last.last_day if last else None, bool(last and last.provisional),
            bool(last and last.overdue),
        )  # fmt: skip


def _lists(service: Service, connection: Connection, person: str) -> Iterator[QueueItem]:
    for programme_id, grants in _grants(connection, person).items():
        known = select(name_list, round.c.definition_digest).join(round, round.c.no == name_list.c.round_no)
        drafts = known.where(name_list.c.programme == programme_id, name_list.c.state == "draft")
        for row in connection.execute(drafts.order_by(name_list.c.no)).mappings():
            loaded = service.definition(connection, row["definition_digest"])
            machine, roles = loaded.lists[row["name"]], roles_on(loaded.programme, grants, {})
            if machine.states[row["state"]].owner in roles:
                yield _item(f"list:{row['no']}", row, machine, roles)


def _grants(connection: Connection, person: str) -> Mapping[str, Sequence[Any]]:
    """By programme what the person was granted, with the mandates there."""
    ids = connection.execute(select(programme.c.id).order_by(programme.c.id)).scalars().all()
    return {id: grants_of(connection, id, person) for id in ids}


def _drawn(connection: Connection, person: str) -> set[str]:
    known = select(panel.c.case_no).join(panel_member, panel_member.c.panel_no == panel.c.no)
    mine = known.where(panel_member.c.person_no == person, panel_member.c.state == "drawn")
    return set(connection.execute(mine).scalars())


def _item(
    key: str, row: Any, machine: Procedure, roles: frozenset[str], last_day: date | None = None,
    provisional: bool = False, overdue: bool = False,
) -> QueueItem:  # fmt: skip
    state = machine.states[row["state"]]
    actions = machine.open_to(row["state"], roles)
    return QueueItem(key, row["programme"], state.id, state.name, actions, last_day, provisional, overdue)
