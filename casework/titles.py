"""Titles: begun by certification, assessed when their day comes, ended by revocation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from calendars import Rule, Unit, day_of, last_day
from casework.asked import Asked
from casework.clock.clockwork import open_deadlines
from casework.deciding import decided
from casework.declared import facts_of_party, party
from casework.facts import Asking
from casework.opening import begin_case
from casework.refused import BadInput, NotFound
from casework.service import Service
from casework.steps import Plan, Row, Step
from casework.storage.numbers import next_number
from casework.storage.prepared import Prepared
from models.tables import case_file, deadline, object, title
from statemachines.deciding import begin, decide
from statemachines.definition.faults import nearest
from statemachines.definition.time import Length
from statemachines.loader import Loaded
from statemachines.stages.assessment import Assessment
from statemachines.subject import Actor, Command, Subject
from statemachines.titles import EFFECTIVE, EXPIRES

__all__ = ["begin_title", "plan", "revoke_title", "title_row"]


_TITLE = Prepared(
    select(title, object.c.region)
    .join(object, object.c.no == title.c.object_no)
    .where(title.c.no == bindparam("no"))
)
_ASSESSED = Prepared(
    select(func.count()).where(deadline.c.subject == bindparam("subject"), deadline.c.rule == "title.assess")
)
_GRANTED_UNDER = Prepared(select(case_file.c.definition_digest).where(case_file.c.no == bindparam("case_no")))


def title_row(connection: Connection, number: str) -> Row:
    """The row of a title with the region of its object; raises NotFound."""
    row = _TITLE.first(connection, no=number)
    if row is None:
        raise NotFound("title", number, "; `shenbao title list` shows them")
    found: Row = row._asdict()
    return found


def begin_title(asking: Asking, step: Step, kind: str) -> Step:
    """The first entry of a title that a case grants; its first assessment is due by the programme's own interval.

    A policy is granted on the day it is issued, and its term runs from the day it takes effect.
    """
    programme = asking.loaded.programme.programme
    number = f"{programme}-T{next_number(asking.connection, 'title:' + programme):04}"
    given = step.decision.entry.payload
    calendar = asking.service.calendar(asking.connection, asking.row["region"])
    years = asking.loaded.programme.titles[kind].validity_years
    granted, begins = (_given_day(given, name) for name in ("issued_on", "effective_on"))
    first = begins or granted or asking.today
    row = {
        "no": number, "programme": programme, "kind": kind, "object_no": asking.row["object_no"],
        "holder_code": asking.row["applicant_code"], "case_no": asking.row["no"],
        "granted_on": granted or asking.today, "valid_from": begins,
        "valid_until": last_day(calendar, first, Rule(years, Unit.YEAR, roll_end=False)).day if years else None,
        "plaque_no": given.get("plaque_no", ""), "letter_no": given.get("letter_no", ""),
    }  # fmt: skip
    subject = _subject(
        asking.connection, asking.loaded, f"title:{number}", {**row, "state": "", "version": 0}
    )
    calendar = asking.service.calendar(asking.connection, asking.row["region"])
    command = Command("open", asking.command.actor, asking.command.now)
    return Step(
        begin(asking.loaded.titles[kind], subject, command, calendar), asking.loaded, row, is_new=True
    )


def _given_day(given: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(given[name]) if given.get(name) else None


def revoke_title(asking: Asking) -> Iterator[Step]:
    """End the title that a case is about, unless another case about it has ended it before."""
    row = title_row(asking.connection, asking.row["title_no"])
    if row["ended_on"] is not None:
        return
    subject = _subject(asking.connection, asking.loaded, f"title:{row['no']}", row)
    actor = Actor(asking.command.actor.no, frozenset({"case"}), asking.command.actor.system_user)
    command = Command("revoke", actor, asking.command.now)
    calendar = asking.service.calendar(asking.connection, row["region"])
    decision = decide(asking.loaded.titles[row["kind"]], subject, command, {}, calendar)
    yield Step(decision, asking.loaded, row)


def _subject(connection: Connection, loaded: Loaded, key: str, row: Row) -> Subject:
    return Subject(
        key, row["state"], row["version"],
        settings={**_term(row), **_settings(connection, loaded, key, row["kind"])},
        events={"title.granted": row["granted_on"]}, deadlines=open_deadlines(connection, key),
    )  # fmt: skip


def _term(row: Row) -> dict[str, str]:
    """The last day before the title takes effect, and the last day it is valid; the clock acts when they are over."""
    days = {
        EFFECTIVE: row["valid_from"] and row["valid_from"] - timedelta(days=1),
        EXPIRES: row["valid_until"],
    }
    return {name: day.isoformat() for name, day in days.items() if day}


def _settings(connection: Connection, loaded: Loaded, key: str, kind: str) -> dict[str, Any]:
    """When the next assessment opens: so many intervals after the grant as there were openings, and one."""
    starts = next(
        (
            p.starts
            for p in loaded.programme.procedures.values()
            if p.needs == kind and p.starts.by == "clock"
        ),
        None,
    )
    if starts is None or starts.every is None:
        return {}
    times = _ASSESSED.value(connection, subject=key) + 1
    every = starts.every.given
    assert isinstance(every, Length)
    return {"title.assess": str(Length(every.n * times, every.unit, "after", starts.after))}


def plan(service: Service, connection: Connection, number: str, asked: Asked) -> Plan:
    """Decide an action on a title; opening an assessment begins a case about it."""
    row = title_row(connection, number)
    own = service.definition(connection, _GRANTED_UNDER.value(connection, case_no=row["case_no"]))
    machine = own.titles[row["kind"]]
    subject = _subject(connection, own, f"title:{number}", row)
    command = asked.command(connection, own, {**row, "applicant_code": row["holder_code"]})
    asking = Asking(connection, service, own, "", subject, row, command)
    decision = decided(asking, machine, service.calendar(connection, row["region"]))
    opens = [effect.settings["procedure"] for effect in decision.effects if effect.name == "open_case"]
    cases = (_assessment(service, connection, row, asked, procedure) for procedure in opens)
    return Plan((Step(decision, own, row), *cases))


def _assessment(service: Service, connection: Connection, row: Row, asked: Asked, procedure: str) -> Step:
    """A case about a title, under the definition that is current when it starts."""
    digest, loaded = service.current(connection, row["programme"])
    facts = _facts_of_holder(connection, loaded, procedure, row["holder_code"])
    kind = asked.payload.get("kind")
    if kind:
        facts["assessment_kind"] = _kind(loaded, procedure, kind)
    year = day_of(asked.now).year
    plain = replace(asked, payload={"kind": kind} if kind else {})  # the reason stays with the title's entry
    case = {
        "definition_digest": digest, "round_no": None, "applicant_code": row["holder_code"], "operator_code": None,
        "object_no": row["object_no"], "title_no": row["no"], "region": row["region"], "facts": facts,
    }  # fmt: skip
    return begin_case(
        service, connection, plain.command(connection, loaded, case), loaded, procedure, case,
        label=f"{procedure}-{year}", settings={}, events={"title.granted": row["granted_on"]},
    )  # fmt: skip


def _facts_of_holder(connection: Connection, loaded: Loaded, procedure: str, holder: str) -> dict[str, str]:
    """The declared facts of a case that nobody applies for: defaults, and what the holder is."""
    declared = loaded.programme.facts
    facts = {name: fact.default for name, fact in declared.items() if fact.default}
    if not any(fact.of for fact in declared.values()):
        return facts
    return {**facts, **facts_of_party(connection, loaded.programme, procedure, party(connection, holder))}


def _kind(loaded: Loaded, procedure: str, kind: str) -> str:
    """The kind of assessment asked for; raises BadInput for one that the programme does not know (P1.24)."""
    stages = loaded.programme.procedures[procedure].stages
    known = [name for stage in stages if isinstance(stage, Assessment) for name in stage.items]
    if kind not in known:
        raise BadInput(f"'kind' is {kind!r}{nearest(kind, known)}; choose one of {', '.join(known)}")
    return kind
