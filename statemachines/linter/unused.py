"""Criteria nobody checks, papers nobody can hand in, outcomes a stage does not have."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.criteria import Criterion
from statemachines.definition.faults import nearest
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.fragments import Scope, outcome_of
from statemachines.linter.finding import Finding
from statemachines.machine import Procedure
from statemachines.stages.review import Review
from statemachines.standing import standing_transitions

__all__ = ["criteria", "leads", "materials"]


def criteria(programme: Programme[Stage]) -> Iterator[Finding]:
    """Every criterion is checked by some review, and can be met."""
    checked: set[str] = set()
    for stage in (stage for procedure in programme.procedures.values() for stage in procedure.stages):
        if isinstance(stage, Review) and stage.checks:
            given = stage.checks.given
            checked.update(programme.criteria if given == "all" else given)
    for key, criterion in programme.criteria.items():
        if key not in checked:
            message = "没有环节审核该条件 / no review checks this criterion"
            yield Finding("unused", "", f"criteria.{key}", message)
        yield from _countable(f"criteria.{key}", criterion)


def _countable(where: str, criterion: Criterion) -> Iterator[Finding]:
    if criterion.of is not None and not 1 <= (criterion.at_least or 0) <= len(criterion.of):
        message = f"“至少{criterion.at_least}项”不合理 / at least {criterion.at_least} of {len(criterion.of)}"
        yield Finding("criterion", "", where, message)
    for child in criterion.children:
        yield from _countable(where, child)


def materials(programme: Programme[Stage], procedures: dict[str, Procedure]) -> Iterator[Finding]:
    """Every paper is asked for at a stage at which papers can be handed in, from who acts there."""
    for key, material in programme.materials.items():
        for stage in material.at:
            takers = [
                way.by
                for procedure in procedures.values()
                for way in procedure.transitions
                if procedure.states[way.source].stage == stage
                and any(field.name == "materials" for field in way.fields)
            ]
            if not takers:
                message = f"该环节不收材料 / no papers are handed in at “{stage}”"
                yield Finding("unused", "", f"materials.{key}", message)
            elif not any(material.from_ in by for by in takers):
                message = f"“{material.from_}”不在“{stage}”环节报送 / “{material.from_}” hands in nothing at “{stage}”"
                yield Finding("unused", "", f"materials.{key}", message)


def leads(programme: Programme[Stage], procedure_id: str) -> Iterator[Finding]:
    """Every outcome that ``leads`` names is an outcome of its stage, and none that settles a title."""
    scope = Scope(programme, procedure_id, programme.procedures[procedure_id])
    for stage in scope.procedure.stages:
        if not (stage.leads and stage.held):
            continue
        known = _outcomes(scope, stage)
        ends = stage.plan(scope).ends
        for result in stage.leads:
            if result in ends and ends[result].title in ("granted", "revoked"):
                message = f"“{result}”决定称号，须为终点 / “{result}” settles a title and has to be an end"
                yield Finding("leads", procedure_id, f"{stage.id}.leads", message)
            if result not in known:
                message = f"没有“{result}”这一结果 / has no outcome “{result}”{nearest(result, known)}"
                yield Finding("leads", procedure_id, f"{stage.id}.leads", message)


def _outcomes(scope: Scope, stage: Stage) -> frozenset[str]:
    fragment = stage.plan(scope)
    standing = (
        way
        for state in fragment.states
        for way in standing_transitions(scope, state, fragment.expiry.get(state.id))
    )
    return frozenset(filter(None, (outcome_of(way.target) for way in (*fragment.transitions, *standing))))
