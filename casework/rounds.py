"""Rounds: opened once every asked value is set, closed at their day; programmes and what they expect each year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from calendars import day_of
from casework.asked import Asked
from casework.clock.clockwork import open_deadlines
from casework.deciding import decided
from casework.facts import Asking
from casework.facts.policies import require_basis
from casework.prolonging import prolonged_cases, refuse_senseless
from casework.refused import BadInput, NotFound, RoundNotReady
from casework.rights.mandates import actor_on
from casework.service import Service
from casework.steps import Plan, Row, Step
from casework.storage.holding import hold
from casework.storage.numbers import next_number
from casework.storage.prepared import Prepared
from models.tables import programme, round
from statemachines.asked import unset, wrong
from statemachines.deciding import begin
from statemachines.loader import Loaded
from statemachines.refusals import NotYours
from statemachines.subject import Command, Subject

__all__ = ["opening", "plan", "plan_programme", "round_row"]

CLOSED = "；批次已截止，不再受理 / the round has closed and takes no more applications; open another round"
_ROUND = Prepared(select(round).where(round.c.no == bindparam("no")))


def opening(
    service: Service, connection: Connection, programme_id: str, procedure_id: str, year: int,
    settings: Mapping[str, Any], asked: Asked,
) -> Plan:  # fmt: skip
    """Open a round of a procedure.

    Raises RoundNotReady where an asked value is not set, BadInput for a setting that is unknown or of the wrong kind,
    NotYours where the person may not act for the supervising body.
    """
    digest, loaded = service.current(connection, programme_id)
    if procedure_id not in loaded.rounds:
        raise BadInput(
            f"{programme_id}: “{procedure_id}” has no rounds; there are: {', '.join(loaded.rounds) or 'none'}"
        )
    missing = unset(loaded.programme, procedure_id, settings)
    if missing:
        raise RoundNotReady(programme_id, procedure_id, [value.key for value in missing])
    faults = wrong(loaded.programme, procedure_id, settings)
    if faults:
        raise BadInput("; ".join(faults))
    number = f"{programme_id}-{year}-R{next_number(connection, f'round:{programme_id}:{year}')}"
    command = _by_supervisor(connection, loaded, procedure_id, asked, f"round:{number}")
    require_basis(connection, loaded, procedure_id, f"round:{number}", day_of(asked.now))
    whole = {**settings, **_expected_end(loaded, procedure_id, year)}
    subject = Subject(f"round:{number}", "", 0, settings=whole, events={"round.opened": day_of(asked.now)})
    decision = begin(loaded.rounds[procedure_id], subject, command, service.calendar(connection, ""))
    closes = next((change.last.ends_at for change in decision.deadlines if change.last), None)
    if closes is not None and closes <= asked.now:
        raise BadInput(
            f"the round would have closed on {day_of(closes)}: set a last day that is still to come"
        )
    row = {
        "no": number, "programme": programme_id, "procedure": procedure_id, "year": year, "definition_digest": digest,
        "settings": whole, "opens_at": asked.now, "closes_at": closes,
    }  # fmt: skip
    return Plan((Step(decision, loaded, row, is_new=True),))


def _by_supervisor(
    connection: Connection, loaded: Loaded, procedure_id: str, asked: Asked, key: str
) -> Command:
    actor = actor_on(connection, loaded.programme, asked.person, {}, day_of(asked.now), asked.system_user)
    body = loaded.programme.procedures[procedure_id].supervised_by.given
    if body not in actor.acts_as:
        raise NotYours("open", key, "", f"只有 {body} 可以开放批次 / only {body} opens rounds", ())
    return Command("open", actor, asked.now)


def _expected_end(loaded: Loaded, procedure_id: str, year: int) -> dict[str, str]:
    """The day by which a round ought to be over (P1.4, A1-1): the printed month's eve, or its last day."""
    ends = loaded.programme.procedures[procedure_id].ends_by
    if ends is None:
        return {}
    day = ends.by.in_year(year)
    if ends.june_inclusive.given:
        day = day.replace(month=6, day=30)
    return {"round.ends": day.isoformat()}


def round_row(connection: Connection, number: str) -> Row:
    """The row of a round; raises NotFound."""
    row = _ROUND.first(connection, no=number)
    if row is None:
        raise NotFound("round", number, "; `shenbao round list` shows them")
    found: Row = row._asdict()
    return found


def plan(service: Service, connection: Connection, number: str, asked: Asked) -> Plan:
    """Decide an action on a round."""
    hold(connection, f"round:{number}")
    row = round_row(connection, number)
    loaded = service.definition(connection, row["definition_digest"])
    key = f"round:{number}"
    events = {"round.opened": day_of(row["opens_at"])} if row["opens_at"] else {}
    subject = Subject(
        key, row["state"], row["version"], settings=row["settings"], events=events,
        deadlines=open_deadlines(connection, key),
    )  # fmt: skip
    command = asked.command(connection, loaded, row)
    asking = Asking(connection, service, loaded, row["procedure"], subject, row, command)
    machine = loaded.rounds[row["procedure"]]
    decision = decided(asking, machine, service.calendar(connection, ""))
    step = Step(decision, loaded, row)
    return Plan((step, *_prolonged(service, connection, step, asked)))


def _prolonged(service: Service, connection: Connection, step: Step, asked: Asked) -> tuple[Step, ...]:
    """What more time for the round does to its cases; raises BadInput where it moves nothing."""
    if asked.action != "extend":
        return ()
    refuse_senseless(step.loaded, step.row, asked)
    steps = tuple(prolonged_cases(service, connection, step.loaded, step.row, asked))
    if not steps and not step.decision.deadlines:
        closed = "" if step.row["state"] == "open" else CLOSED
        raise BadInput(f"no open deadline of {step.row['no']} ends before {asked.payload['until']}{closed}")
    return steps


def plan_programme(service: Service, connection: Connection, programme_id: str, asked: Asked) -> Plan:
    """Decide an action on a programme: the clock looks each year whether a call was opened (P1.4)."""
    known = select(programme).where(programme.c.id == programme_id)
    found = connection.execute(known).mappings().one_or_none()
    if found is None:
        raise NotFound("programme", programme_id)
    row = dict(found)
    _, loaded = service.current(connection, programme_id)
    key = f"programme:{programme_id}"
    running = open_deadlines(connection, key)
    subject = Subject(
        key,
        row["state"],
        row["version"],
        settings=next_call(loaded, asked.now),
        deadlines=running,
    )
    command = asked.command(connection, loaded, {})
    asking = Asking(connection, service, loaded, next(iter(loaded.procedures)), subject, row, command)
    decision = decided(asking, loaded.itself, service.calendar(connection, ""))
    return Plan((Step(decision, loaded, row),))


def next_call(loaded: Loaded, now: datetime) -> dict[str, str]:
    """The next day by which a call ought to be open, today or later; the clock looks once that day is over."""
    expected = next(iter(loaded.programme.procedures.values())).starts.call_opened
    if expected is None:
        return {}
    today = day_of(now)
    day = expected.in_year(today.year)
    if day < today:
        day = expected.in_year(today.year + 1)
    return {"programme.call": day.isoformat()}
