"""A new application: who applies with which object in which round, and the declared facts of the case."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, bindparam, select

from calendars import day_of
from casework.acting import Done, once
from casework.asked import Asked
from casework.declared import Party, chosen_facts, facts_of_party, party
from casework.facts.policies import require_basis
from casework.opening import begin_case
from casework.refused import BadInput, NotFound
from casework.rights.joint import Partner
from casework.rounds import round_row
from casework.service import Service
from casework.steps import Plan, Step
from casework.storage.prepared import Prepared
from casework.storage.texts import refuse_unstorable
from models.tables import object, object_applicant
from models.types import canonical_json
from statemachines.definition.selector import matches
from statemachines.effects import Effect
from statemachines.loader import Loaded
from statemachines.refusals import NotYours

__all__ = ["Application", "apply"]

_OBJECT = Prepared(select(object.c.no).where(object.c.no == bindparam("no")))
_APPLICANTS = Prepared(
    select(object_applicant.c.organisation_code).where(object_applicant.c.object_no == bindparam("no"))
)


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied with: the round, the parties, the object, and the facts chosen (main field, …).

    ``partners`` are those who apply together with the applicant, who leads.
    """

    round_no: str
    applicant: str
    object_no: str
    operator: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    partners: tuple[str, ...] = ()


def apply(
    service: Service, application: Application, asked: Asked, *, key: str = "", dry_run: bool = False
) -> Done:
    """Begin a case of a round as a draft of the applicant; ``key`` and ``dry_run`` are as in ``acting.act``.

    Raises:
        NotFound: an unknown round, organisation or object.
        BadInput: a fact is missing, unknown or not one of its choices; the programme does not admit the applicant, or
            not these joint applicants; the object is one with which other organisations apply.
        NotYours: the person does not act for the applicant.
    """

    def planned(connection: Connection) -> Plan:
        return _plan(service, connection, application, asked)

    given = [getattr(application, name) for name in Application.__slots__]
    refuse_unstorable("the application", given)
    about = canonical_json(given)
    return once(service, about, asked, planned, key=key, dry_run=dry_run)


def _plan(service: Service, connection: Connection, application: Application, asked: Asked) -> Plan:
    row = round_row(connection, application.round_no)
    loaded = service.definition(connection, row["definition_digest"])
    lead, facts = _parties(connection, loaded, row["procedure"], application)
    joint = _partners(connection, loaded, row["procedure"], application, facts)
    whole = {
        "definition_digest": row["definition_digest"], "round_no": application.round_no,
        "applicant_code": application.applicant, "operator_code": application.operator,
        "object_no": application.object_no, "title_no": None, "region": lead.region, "facts": facts,
        "partners": joint,
    }  # fmt: skip
    require_basis(connection, loaded, row["procedure"], f"round:{application.round_no}", day_of(asked.now))
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
    return Plan((_joined(step, joint),))


def _parties(
    connection: Connection, loaded: Loaded, procedure: str, application: Application
) -> tuple[Party, dict[str, str]]:
    """The applicant and the facts of its case; a case is handled where its applicant is.

    Raises NotFound for what nobody has entered, BadInput for whom the programme does not admit.
    """
    lead = party(connection, application.applicant)
    if application.operator:
        party(connection, application.operator)
    if _OBJECT.first(connection, no=application.object_no) is None:
        raise NotFound("object", application.object_no, "; enter it first")
    _require_own(connection, application)
    chosen = chosen_facts(loaded.programme, procedure, application.facts)
    return lead, {**facts_of_party(connection, loaded.programme, procedure, lead), **chosen}


def _require_own(connection: Connection, application: Application) -> None:
    """Who is entered for an object applies with it, and nobody else; with one for which nobody is, anybody."""
    entered = {row.organisation_code for row in _APPLICANTS.rows(connection, no=application.object_no)}
    if entered and application.applicant not in entered:
        raise BadInput(
            f"{application.object_no}: 该申报对象由其他单位申报 / other organisations apply with this object"
        )


def _partners(
    connection: Connection, loaded: Loaded, procedure: str, application: Application, facts: Mapping[str, str]
) -> tuple[Partner, ...]:
    """The joint applicants, each of whom must be one that could apply in the same way by itself.

    Raises NotFound for an unknown organisation, BadInput where this case may have no joint applicants, or not these.
    """
    codes = sorted(set(application.partners))
    if not codes:
        return ()
    role = loaded.programme.party("joint")
    if role is None:
        raise BadInput("本项目不接受联合申报 / this programme takes no joint applications")
    if application.applicant in codes or len(codes) < len(application.partners):
        raise BadInput("联合申报单位重复 / an organisation is named twice among those who apply")
    asked = loaded.programme.parties[role].for_
    own = {code: party(connection, code) for code in codes}
    for code, each in own.items():
        theirs = {**facts, **facts_of_party(connection, loaded.programme, procedure, each)}
        if not (matches(asked, facts) and matches(asked, theirs)):
            raise BadInput(
                f"{code}: 该单位不能参加联合申报 / this organisation cannot apply jointly in this case"
            )
    return tuple(Partner(role, code, each.region) for code, each in own.items())


def _joined(step: Step, joint: tuple[Partner, ...]) -> Step:
    """The first entry of a joint application names who applies together; their rows are written with it."""
    if not joint:
        return step
    decision = step.decision
    entry = replace(
        decision.entry, payload={**decision.entry.payload, "partners": [each.code for each in joint]}
    )
    return replace(step, decision=replace(decision, entry=entry, effects=(Effect("join_parties"),)))
