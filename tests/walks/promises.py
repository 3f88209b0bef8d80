"""What holds after every walk, whoever did whatever: states, record, timers, lists. Each function is one promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, literal, select

from casework.record.audit import verify
from casework.views.standing import standing
from models.tables import case_file, deadline, history, list_entry, name_list, round, timer, title
from statemachines.machine import Procedure
from tests.walks.money import money_adds_up
from tests.walks.quotas import quotas_are_kept
from tests.walks.walker import Walk

__all__ = ["PROMISES", "broken", "visited"]

SUBJECTS: dict[str, Table] = {"case": case_file, "list": name_list, "title": title, "round": round}


def _standing(walk: Walk, connection: Connection) -> Iterator[tuple[str, Any, Procedure]]:
    """Every subject with its row and its machine."""
    for kind, table in SUBJECTS.items():
        for row in connection.execute(select(table).order_by(table.c.no)):
            key = f"{kind}:{row.no}"
            yield key, row, standing(walk.service, connection, key).machine


def states_are_declared(walk: Walk, connection: Connection) -> Iterator[str]:
    """Every subject stands in a state of its machine; a case has ended where, and only where, its state is an end."""
    for key, row, machine in _standing(walk, connection):
        if row.state not in machine.states:
            yield f"{key} stands in “{row.state}”, which nobody declared"
        elif key.startswith("case:"):
            end = machine.states[row.state].end
            if (row.ended_at is None, row.result) != (end is None, end.result if end else None):
                yield f"{key} in “{row.state}” ended at {row.ended_at} as {row.result}"


def history_gives_the_stored_state(walk: Walk, connection: Connection) -> Iterator[str]:
    """Walked from the first entry, each entry begins where the one before it led, by a declared way."""
    for key, row, machine in _standing(walk, connection):
        state = ""
        for entry in connection.execute(
            select(history).where(history.c.subject == key).order_by(history.c.seq)
        ):
            if entry.source != state:
                yield f"{key} entry {entry.seq} leads on from “{entry.source}”, it stood in “{state}”"
            if state and not _declared(machine, entry):
                yield f"{key} entry {entry.seq}: no way “{entry.action}” from {entry.source} to {entry.target}"
            state = entry.target
        if state != row.state:
            yield f"{key} is stored in “{row.state}”, its history leads to “{state}”"


def _declared(machine: Procedure, entry: Any) -> bool:
    return any(
        (way.event, way.target or way.source) == (entry.event, entry.target) and entry.acting_as in way.by
        for way in machine.actions(entry.source).get(entry.action, ())
    )


def record_proves_itself(walk: Walk, connection: Connection) -> Iterator[str]:
    """The audit that is run on real data finds nothing."""
    yield from (f"audit: {fault.kind} {fault.where}: {fault.what}" for fault in verify(walk.service).faults)


def nothing_waits_for_what_has_ended(walk: Walk, connection: Connection) -> Iterator[str]:
    """No timer is left behind by an ended subject, no deadline of it runs or is paused, and none was set aside."""
    ended = {
        key
        for key, row, machine in _standing(walk, connection)
        if row.state in machine.states and machine.states[row.state].end
    }
    for row in connection.execute(select(timer).where(timer.c.state.in_(("pending", "set_aside")))):
        if row.subject in ended or row.state == "set_aside":
            yield f"{row.subject}: the timer {row.rule} {row.occurrence} is {row.state}: {row.last_error}"
    for row in connection.execute(select(deadline).where(deadline.c.state.in_(("running", "paused")))):
        if row.subject in ended:
            yield f"{row.subject}: the deadline {row.rule} {row.occurrence} is {row.state}"


def entries_in_public_are_open_cases(walk: Walk, connection: Connection) -> Iterator[str]:
    """No case has ended while its entry is in public."""
    known = select(list_entry.c.case_no, case_file.c.state).join(
        case_file, case_file.c.no == list_entry.c.case_no
    )
    ended = known.where(list_entry.c.state == "published", case_file.c.ended_at.is_not(None))
    yield from (
        f"case:{row.case_no} ended as {row.state} while in public" for row in connection.execute(ended)
    )


PROMISES: tuple[Callable[[Walk, Connection], Iterator[str]], ...] = (
    states_are_declared,
    history_gives_the_stored_state,
    record_proves_itself,
    nothing_waits_for_what_has_ended,
    entries_in_public_are_open_cases,
    money_adds_up,
    quotas_are_kept,
)


def broken(walk: Walk) -> list[str]:
    """Every promise that does not hold, in words."""
    with walk.service.store.reading() as connection:
        return [what for promise in PROMISES for what in promise(walk, connection)]


def visited(walk: Walk) -> set[tuple[str, str]]:
    """The states that cases have stood in, each with its procedure."""
    known = select(case_file.c.procedure, history.c.target).join(
        history, history.c.subject == literal("case:") + case_file.c.no
    )
    with walk.service.store.reading() as connection:
        return {(row.procedure, row.target) for row in connection.execute(known.distinct())}
