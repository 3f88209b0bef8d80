"""A new application: who applies with which object in which round, and the declared facts of the case."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from casework.acting import Done, once
from casework.asked import Asked
from casework.opening import begin_case
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
    if starter not in asked.command(connection, loaded, whole).actor.acts_as:
        reason = f"只有 {starter} 可以申报 / only {starter} applies"
        raise NotYours("open", f"round:{application.round_no}", row["state"], reason, ())
    return Plan(
        (begin_case(service, connection, asked, loaded, row["procedure"], whole, label=str(row["year"])),)
    )


def _region(connection: Connection, application: Application) -> str:
    """A case is handled where its applicant is; raises NotFound for parties nobody has entered."""
    codes = [application.applicant, *([application.operator] if application.operator else [])]
    known = select(organisation.c.code, organisation.c.region).where(organisation.c.code.in_(codes))
    regions = {row.code: row.region for row in connection.execute(known)}
    for code in codes:
        if code not in regions:
            raise NotFound("organisation", code, "; enter it first")
    if connection.execute(select(object.c.no).where(object.c.no == application.object_no)).first() is None:
        raise NotFound("object", application.object_no, "; enter it first")
    return str(regions[application.applicant])


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
