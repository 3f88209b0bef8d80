"""A new application: who applies with which object in which round, and the declared facts of the case."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from calendars import day_of
from casework.acting import Done, once
from casework.asked import Asked
from casework.opening import begin_case
from casework.prepared import Prepared
from casework.refused import BadInput, NotFound
from casework.rounds import round_row
from casework.service import Service
from casework.steps import Plan
from models.tables import object, organisation
from models.types import canonical_json
from statemachines.definition.faults import nearest
from statemachines.loader import Loaded
from statemachines.refusals import NotYours

__all__ = ["Application", "apply"]

_REGION = Prepared(select(organisation.c.region).where(organisation.c.code == bindparam("code")))
_OBJECT = Prepared(select(object.c.no).where(object.c.no == bindparam("no")))


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied with: the round, the parties, the object, and the facts chosen (main field, …)."""

    round_no: str
    applicant: str
    object_no: str
    operator: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def apply(
    service: Service, application: Application, asked: Asked, *, key: str = "", dry_run: bool = False
) -> Done:
    """Begin a case of a round as a draft of the applicant; ``key`` and ``dry_run`` are as in ``acting.act``.

    Raises:
        NotFound: an unknown round, organisation or object.
        BadInput: a fact is missing, unknown or not one of its choices.
        NotYours: the person does not act for the applicant.
    """

    def planned(connection: Connection) -> Plan:
        return _plan(service, connection, application, asked)

    about = canonical_json([getattr(application, name) for name in Application.__slots__])
    return once(service, about, asked, planned, key=key, dry_run=dry_run)


def _plan(service: Service, connection: Connection, application: Application, asked: Asked) -> Plan:
    row = round_row(connection, application.round_no)
    loaded = service.definition(connection, row["definition_digest"])
    region = _region(connection, application)
    whole = {
        "definition_digest": row["definition_digest"], "round_no": application.round_no,
        "applicant_code": application.applicant, "operator_code": application.operator,
        "object_no": application.object_no, "title_no": None, "region": region,
        "facts": _facts(loaded, application, region),
    }  # fmt: skip
    starter = loaded.programme.procedures[row["procedure"]].starts.by
    command = asked.command(connection, loaded, whole)
    if starter not in command.actor.acts_as:
        reason = f"只有 {starter} 可以申报 / only {starter} applies"
        raise NotYours("open", f"round:{application.round_no}", row["state"], reason, ())
    events = {"round.opened": day_of(row["opens_at"])} if row["opens_at"] else {}
    step = begin_case(
        service, connection, command, loaded, row["procedure"], whole, label=str(row["year"]),
        settings=row["settings"], events=events,
    )  # fmt: skip
    return Plan((step,))


def _region(connection: Connection, application: Application) -> str:
    """A case is handled where its applicant is; raises NotFound for parties nobody has entered."""
    codes = [application.applicant, *([application.operator] if application.operator else [])]
    regions = [_REGION.value(connection, code=code) for code in codes]
    for code, region in zip(codes, regions, strict=True):
        if region is None:
            raise NotFound("organisation", code, "; enter it first")
    if _OBJECT.first(connection, no=application.object_no) is None:
        raise NotFound("object", application.object_no, "; enter it first")
    return str(regions[0])


def _facts(loaded: Loaded, application: Application, region: str) -> dict[str, str]:
    declared = loaded.programme.facts
    for name in application.facts:
        if name not in declared or declared[name].of:
            chosen = [key for key, fact in declared.items() if not fact.of]
            raise BadInput(f"'{name}' is no fact an applicant chooses{nearest(name, chosen)}")
    facts: dict[str, str] = {}
    for name, fact in declared.items():
        value = fact.named(region) if fact.of else application.facts.get(name, fact.default)
        if value is None or (fact.choose and value not in fact.choose):
            raise BadInput(f"'{name}' is {value!r}; choose one of {', '.join(fact.choose or ())}")
        facts[name] = value
    return facts
