"""More time for a whole round: every open deadline of its cases that ends before a day is moved to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from calendars import day_of
from casework import cases
from casework.asked import Asked
from casework.clock.clockwork import open_deadlines
from casework.refused import BadInput
from casework.service import Service
from casework.steps import Row, Step
from models.tables import case_file
from statemachines.definition.faults import nearest
from statemachines.loader import Loaded
from statemachines.machine import State

__all__ = ["prolonged_cases", "refuse_senseless"]


def refuse_senseless(loaded: Loaded, round_row: Row, asked: Asked) -> None:
    """Raise BadInput for a day that has passed, or a stage that the procedure does not have."""
    stage, until = asked.payload.get("stage"), _until(asked)
    stages = {state.stage for state in loaded.procedures[round_row["procedure"]].states.values()} - {""}
    if stage and stage not in stages:
        raise BadInput(
            f"'stage' is “{stage}”: {round_row['procedure']} has no such stage{nearest(stage, stages)}"
        )
    if until <= day_of(asked.now):
        raise BadInput(f"'until' is {until}: name a day that is still to come")


def prolonged_cases(
    service: Service, connection: Connection, loaded: Loaded, round_row: Row, asked: Asked
) -> Iterator[Step]:
    """The steps by which the cases of a round get more time, each with its entry and its letter.

    A paused deadline goes on with the days it had left; a printed one opens again with the new day.
    """
    known = select(case_file).where(case_file.c.round_no == round_row["no"], case_file.c.ended_at.is_(None))
    payload = {name: value for name, value in asked.payload.items() if name != "stage"}
    for row in connection.execute(known.order_by(case_file.c.no)).mappings().all():
        machine = service.definition(connection, row["definition_digest"]).procedures[row["procedure"]]
        state = machine.states[row["state"]]
        mine = asked.payload.get("stage") in (None, "", state.stage) and "extend" in machine.actions(state.id)
        if mine and _ends_before(connection, row["no"], state, _until(asked)):
            each = replace(asked, payload=payload)
            yield from cases.plan(service, connection, row["no"], each).steps


def _ends_before(connection: Connection, number: str, state: State, until: date) -> bool:
    rule = state.due.id if state.due else ""
    open_ = [each for each in open_deadlines(connection, f"case:{number}") if each.rule == rule]
    running = [each for each in open_ if each.state in ("running", "expired")]
    return bool(running) and max(running, key=lambda each: int(each.occurrence)).last_day < until


def _until(asked: Asked) -> date:
    return date.fromisoformat(str(asked.payload["until"]))
