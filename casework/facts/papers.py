"""Facts about papers, figures and criteria: what was handed in, and whether the conditions are met."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from casework.facts.asking import Asking
from casework.facts.together import findings_here
from casework.rights.joint import partners
from casework.rights.mandates import acting_for
from casework.storage.prepared import Prepared
from models.tables import finding, indicator_value, material
from statemachines.criteria import Finding, evaluate_all, hard_failures, open_questions, soft_failures
from statemachines.definition.parts import Material
from statemachines.definition.selector import matches
from statemachines.payload import exact
from statemachines.stages.review import Review

__all__ = [
    "FIGURES",
    "criteria_met",
    "figures",
    "findings",
    "materials_complete",
    "missing_materials",
    "waiver_allowed",
]


_PAPERS = Prepared(
    select(material.c.material, material.c.from_code).where(
        material.c.case_no == bindparam("case_no"), material.c.stage == bindparam("stage")
    )
)
FIGURES = Prepared(
    select(indicator_value.c.indicator, indicator_value.c.value)
    .where(indicator_value.c.case_no == bindparam("case_no"))
    .order_by(indicator_value.c.planned.desc(), indicator_value.c.period, indicator_value.c.revision)
)
_FINDINGS = Prepared(
    select(finding)
    .where(finding.c.case_no == bindparam("case_no"))
    .order_by(finding.c.seq, finding.c.revision)
)


def materials_complete(asking: Asking, stage: str) -> bool:
    """Whether every required paper of a stage is there, counting what comes with this very command."""
    return not any(missing_materials(asking, stage))


def missing_materials(asking: Asking, stage: str) -> Iterator[str]:
    """Yield the ids of the papers that a stage requires and that nobody has handed in."""
    handed_in = {each.get("material") for each in asking.command.payload.get("materials") or ()}
    required = [
        (key, each)
        for key, each in asking.loaded.programme.materials.items()
        if _required(asking, each, stage)
    ]
    if not required:
        return
    before = _PAPERS.rows(asking.connection, case_no=asking.row["no"], stage=stage)
    given = frozenset(handed_in)
    handed_in |= {row.material for row in before}
    for key, each in required:
        if each.each == "bodies" and partners(asking.row):
            if key not in given and not _own(
                asking, each, [r.from_code for r in before if r.material == key]
            ):
                yield key
            continue
        parts = [f"{key}.{indicator}" for indicator in figures(asking)] if each.each == "indicators" else []
        if key not in handed_in and not (parts and handed_in.issuperset(parts)):
            yield key


def _required(asking: Asking, paper: Material, stage: str) -> bool:
    return stage in paper.at and not paper.optional and matches(paper.for_, asking.subject.facts)


def _own(asking: Asking, paper: Material, codes: Collection[str]) -> bool:
    """Whether the organisations this person acts for have each handed it in: in a joint case one is not enough."""
    person = asking.command.actor.no
    mine = acting_for(
        asking.connection, asking.loaded.programme, paper.from_, asking.row, person, asking.today
    )
    return bool(mine) and set(mine) <= set(codes)


def figures(asking: Asking) -> dict[str, Decimal]:
    """The latest figure stated for each indicator, an actual one before a plan, with those of this command."""
    stated = asking.once("figures", lambda: FIGURES.rows(asking.connection, case_no=asking.row["no"]))
    values = {row.indicator: row.value for row in stated}
    for each in asking.command.payload.get("indicators") or ():
        values[str(each.get("indicator"))] = _exact(each.get("value"))
    return values


def _exact(raw: Any) -> Decimal:
    try:
        return exact(raw)
    except ValueError:
        return Decimal("NaN")  # recording refuses it, with the field's name


def criteria_met(asking: Asking, stage: str) -> bool:
    """Whether every criterion that a review checks is met, waived, or (a soft one) overridden with a reason."""
    found, waived, overridden = findings_of(asking, stage)
    return not (
        hard_failures(found, waived)
        or open_questions(found, waived)
        or soft_failures(found, overridden, waived)
    )


def findings_of(asking: Asking, stage: str) -> tuple[tuple[Finding, ...], set[str], set[str]]:
    """The criteria that a review checks, as they stand: see ``findings``."""
    review = asking.stage(stage)
    assert isinstance(review, Review)
    assert review.checks is not None
    checks = review.checks
    return findings(
        asking, asking.loaded.programme.criteria if checks.given == "all" else checks.given, stage
    )


def findings(asking: Asking, wanted: Any, stage: str) -> tuple[tuple[Finding, ...], set[str], set[str]]:
    """The criteria as they stand for a review: findings, ids of those waived, paths of soft rules overridden.

    Each review judges for itself: a re-review does not rest on what the level below found (P4.14). A lower level
    passes a case on with a waiver merely requested; the body that may waive has to decide (A4-2).
    """
    programme = asking.loaded.programme
    rows = _FINDINGS.rows(asking.connection, case_no=asking.row["no"])
    own = findings_here(asking, stage, rows)
    judged = {row.criterion: row.met for row in own if row.kind in ("judged", "veto")}
    kinds = {"waiver"} if _may_waive(asking, stage) else {"waiver", "waiver_requested"}
    waived = {row.criterion for row in rows if row.kind in kinds and row.met}
    overridden = {row.criterion for row in own if row.kind == "override"}
    criteria = {key: programme.criteria[key] for key in wanted}
    found = evaluate_all(criteria, figures(asking), judged, asking.subject.facts, programme.indicators)
    return tuple(found), waived, overridden


def _may_waive(asking: Asking, stage: str) -> bool:
    by = asking.stage(stage).by.given
    return any(waiver.by.given == by for waiver in asking.loaded.programme.waivers)


def waiver_allowed(asking: Asking, _: str) -> bool:
    """Whether the definition lets this criterion be set aside for a case like this."""
    wanted = asking.command.payload.get("criterion")
    return any(
        wanted in waiver.of and matches(waiver.for_, asking.subject.facts)
        for waiver in asking.loaded.programme.waivers
    )
