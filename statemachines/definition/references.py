"""Names used in a definition that nothing declares, each with the place where it is used."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pydantic import BaseModel

from statemachines.definition.criteria import Criterion
from statemachines.definition.faults import nearest
from statemachines.definition.procedure import Procedure
from statemachines.definition.programme import Programme
from statemachines.definition.reward_references import broken_rewards
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value

__all__ = ["broken_references"]

Broken = Iterator[tuple[tuple[str | int, ...], str]]
ROLE_FIELDS = ("by", "to", "tells", "proposed_by", "approved_by", "accepted_by", "organised_by", "decides")


def broken_references(programme: Programme[Stage]) -> Broken:
    """Yield the path and the fault of every reference that leads nowhere."""
    roles = {*programme.bodies, *programme.parties, "clock"}
    yield from _unknown(("notice", "by"), programme.notice.by, roles, "body or party")
    for key, title in programme.titles.items():
        yield from _unknown(("titles", key, "held_by"), title.held_by, programme.parties, "party")
    yield from _declared(programme)
    for key, criterion in programme.criteria.items():
        at = ("rewards", key, "condition") if key in programme.rewards else ("criteria", key)
        yield from _criterion(programme, at, criterion)
    yield from broken_rewards(programme)
    for key, material in programme.materials.items():
        yield from _unknown(("materials", key, "from"), material.from_, roles, "body or party")
        yield from _selector(programme, ("materials", key, "for"), material.for_)
        stages = {stage.id for procedure in programme.procedures.values() for stage in procedure.stages}
        for stage in material.at:
            yield from _unknown(("materials", key, "at"), stage, stages, "stage")
    for index, waiver in enumerate(programme.waivers):
        yield from _unknown(("waivers", index, "by"), waiver.by.is_, roles, "body")
        yield from _selector(programme, ("waivers", index, "for"), waiver.for_)
        for criterion_id in waiver.of:
            yield from _unknown(("waivers", index, "of"), criterion_id, programme.criteria, "criterion")
    for key, procedure in programme.procedures.items():
        yield from _procedure(programme, ("procedures", key), procedure, roles)


def _bodies(programme: Programme[Stage]) -> Broken:
    """A body that is another one from case to case is one of those that are themselves."""
    own = [key for key, body in programme.bodies.items() if not body.is_]
    for key, body in programme.bodies.items():
        for index, each in enumerate(body.is_):
            yield from _unknown(("bodies", key, "is", index), each.is_, own, "body of its own")
            yield from _selector(programme, ("bodies", key, "is", index, "for"), each.for_)


def _declared(programme: Programme[Stage]) -> Broken:
    """Bodies, parties and facts, where they name each other."""
    yield from _bodies(programme)
    for key, party in programme.parties.items():
        yield from _selector(programme, ("parties", key, "for"), party.for_)
    for key, fact in programme.facts.items():
        yield from _unknown(("facts", key, "of"), fact.of, programme.parties, "party")
        for name, body in fact.under.items():
            yield from _unknown(("facts", key, "under", name), body, programme.bodies, "body")
        for procedure_id in fact.in_:
            yield from _unknown(("facts", key, "in"), procedure_id, programme.procedures, "procedure")


def _procedure(
    programme: Programme[Stage],
    path: tuple[str | int, ...],
    procedure: Procedure[Stage],
    roles: Container[str],
) -> Broken:
    yield from _unknown((*path, "about"), procedure.about, programme.parties, "party")
    yield from _unknown((*path, "needs"), procedure.needs, programme.titles, "title")
    yield from _unknown((*path, "rests_on"), procedure.rests_on, programme.titles, "title")
    yield from _unknown((*path, "starts", "by"), procedure.starts.by, roles, "body or party")
    yield from _unknown((*path, "supervised_by"), procedure.supervised_by.is_, programme.bodies, "body")
    ids = [stage.id for stage in procedure.stages]
    held = [stage.id for stage in procedure.stages if stage.held]
    if not held:
        yield (*path, "stages"), "none of the stages is ever held; a procedure needs one"
    for index, stage in enumerate(procedure.stages):
        here = (*path, "stages", index, stage.id)
        if stage.id in ids[:index]:
            yield here, f"'{stage.id}' stands twice in this procedure; give one of them another id and a kind"
        yield from _stage(programme, here, stage, roles, held)


def _stage(
    programme: Programme[Stage],
    path: tuple[str | int, ...],
    stage: Stage,
    roles: Container[str],
    held: list[str],
) -> Broken:
    yield from _roles(path, stage, roles)
    yield from _selector(programme, (*path, "for"), stage.for_)
    for index, each in enumerate(stage.due.instead if stage.due else ()):
        yield from _selector(programme, (*path, "due", "instead", index, "for"), each.for_)
    for key, flag in stage.flags.items():
        yield from _selector(programme, (*path, "flags", key, "for"), flag.for_)
    for result, lead in stage.leads.items():
        yield from _unknown((*path, "leads", result), lead.to, held, "stage")
    checks = getattr(stage, "checks", None)
    for criterion in checks.is_ if checks and isinstance(checks.is_, tuple) else ():
        yield from _unknown((*path, "checks"), criterion, programme.criteria, "criterion")
    heard = getattr(stage, "of", ())
    for body in heard if isinstance(heard, tuple) else ():
        yield from _unknown((*path, "of"), body, programme.bodies, "body")
    for index, quota in enumerate(getattr(stage, "quota", ())):
        yield from _selector(programme, (*path, "quota", index, "for"), quota.for_)
    yield from _unknown((*path, "grants"), getattr(stage, "grants", None), programme.titles, "title")


def _roles(path: tuple[str | int, ...], part: object, roles: Container[str]) -> Broken:
    """Every field that names who acts, in a stage and in the parts of a stage."""
    for name, value in vars(part).items():
        if name in ROLE_FIELDS:
            given = value.is_ if isinstance(value, Value) else value
            yield from _unknown((*path, name), given, roles, "body or party")
        elif isinstance(value, BaseModel) and not isinstance(value, Value):
            yield from _roles((*path, name), value, roles)


def _criterion(programme: Programme[Stage], path: tuple[str | int, ...], criterion: Criterion) -> Broken:
    yield from _selector(programme, (*path, "for"), criterion.for_)
    if criterion.need:
        for indicator in filter(None, (criterion.need.left, criterion.need.per)):
            yield from _unknown((*path, "need"), indicator, programme.indicators, "indicator")
    for name in ("all", "any", "of"):
        for index, child in enumerate(getattr(criterion, name) or ()):
            yield from _criterion(programme, (*path, name, index), child)


def _selector(
    programme: Programme[Stage], path: tuple[str | int, ...], selector: dict[str, tuple[str, ...]]
) -> Broken:
    for fact, wanted in selector.items():
        yield from _unknown((*path, fact), fact, programme.facts, "fact")
        known = programme.facts.get(fact)
        choose = known and (known.names or None)
        for value in wanted if choose else ():
            yield from _unknown((*path, fact), value, choose or (), f"choice of '{fact}'")


def _unknown(path: tuple[str | int, ...], name: str | None, known: Container[str], what: str) -> Broken:
    if name is not None and name not in known:
        yield path, f"'{name}' is no {what} of this programme{nearest(name, known)}"  # type: ignore[arg-type]
