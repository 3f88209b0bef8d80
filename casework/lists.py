"""Lists: begun with the first case selected, published, corrected and closed with all their cases."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from casework import cases
from casework.asked import Asked
from casework.clock.clockwork import open_deadlines
from casework.deciding import decided
from casework.facts import Asking
from casework.facts.publicity import window_verdict
from casework.refused import NotFound
from casework.service import Service
from casework.steps import Plan, Step
from casework.storage.holding import hold
from models.tables import list_entry, name_list, round
from statemachines.subject import Decision, Subject

__all__ = ["list_row", "plan"]

CARRIED = ("publish", "close_publicity")


def list_row(connection: Connection, number: str) -> dict[str, Any]:
    """The row of a list with the settings of its round; raises NotFound."""
    known = (
        select(
            name_list, round.c.settings.label("round_settings"), round.c.definition_digest, round.c.procedure
        )
        .outerjoin(round, round.c.no == name_list.c.round_no)
        .where(name_list.c.no == number)
    )
    row = connection.execute(known).mappings().one_or_none()
    if row is None:
        raise NotFound("list", number)
    return dict(row)


def plan(service: Service, connection: Connection, number: str, asked: Asked) -> Plan:
    """Decide an action on a list, and carry it to the cases that stand on it."""
    hold(connection, f"lists:{number.rpartition('-L')[0]}")
    row = list_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    machine = loaded.lists[row["name"]]
    key = f"list:{number}"
    subject = Subject(
        key,
        row["state"],
        row["version"],
        settings=row["round_settings"] or {},
        deadlines=open_deadlines(connection, key),
    )
    command = asked.command(connection, loaded, row)
    asking = Asking(connection, service, loaded, row["procedure"], subject, row, command)
    decision = decided(asking, machine, service.calendar(connection, ""))
    steps = [Step(_with_warnings(asking, decision), loaded, row)]
    if command.action in CARRIED:
        carried = replace(asked, payload={})
        for case_no in _entries(connection, number, "draft" if command.action == "publish" else "published"):
            steps.extend(cases.plan(service, connection, case_no, carried, via="list").steps)
    return Plan(tuple(steps))


def _with_warnings(asking: Asking, decision: Decision) -> Decision:
    """Keep with the entry what is doubtful about a printed window, such as one that is too short (X3)."""
    verdict = window_verdict(asking)
    if verdict is None or not verdict.warnings:
        return decision
    payload = {**decision.entry.payload, "warnings": list(verdict.warnings)}
    return replace(decision, entry=replace(decision.entry, payload=payload))


def _entries(connection: Connection, number: str, state: str) -> list[str]:
    entries = select(list_entry.c.case_no).where(list_entry.c.list_no == number, list_entry.c.state == state)
    return list(connection.execute(entries.order_by(list_entry.c.case_no)).scalars())
