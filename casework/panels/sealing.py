"""What the history gets of a panel: the digest of its frozen pool, salted digests of scores, all scores at the end."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from casework.facts.asking import Asking
from casework.facts.panels import panel_of, pool_for, total_of
from casework.panels.sealed_score import SealedScore
from casework.steps import Step
from casework.storage.prepared import Prepared
from models.tables import score
from statemachines.draw import pool_digest
from statemachines.refusals import BadPayload
from statemachines.stages.scoring import POINTS

__all__ = ["sealed"]

HIGHEST = Decimal(100)
_SCORES = Prepared(
    select(score.c.person_no, score.c.salt, score.c.value, score.c.points)
    .where(score.c.panel_no == bindparam("panel"))
    .order_by(score.c.person_no)
)


def sealed(asking: Asking, step: Step) -> Step:
    """Replace a score in the entry by its digest, and append what is unsealed where the panel is complete.

    The entry that freezes a pool gets the digest of the pool, so that it cannot be another one once the seed is known.
    Raises BadPayload for points beyond what they may be.
    """
    settings = {effect.name: effect.settings for effect in step.decision.effects}
    if "freeze_panel" in settings:
        free, _ = pool_for(asking, settings["freeze_panel"]["stage"])
        return _saying(step, {**step.decision.entry.payload, "pool": pool_digest(free)})
    if "seal_score" not in settings:
        return step
    stage, payload = settings["seal_score"]["stage"], dict(step.decision.entry.payload)
    given = _given(asking, payload, settings["seal_score"]["weights"])
    payload["sealed"] = given.digest
    if "unseal_scores" in settings:
        payload["unsealed"] = {**_others(asking, stage), asking.command.actor.no: [given.salt, given.said]}
    return replace(_saying(step, payload), secrets=given)


def _saying(step: Step, payload: Mapping[str, Any]) -> Step:
    """The same step with another payload of its entry."""
    entry = replace(step.decision.entry, payload=payload)
    return replace(step, decision=replace(step.decision, entry=entry))


def _given(asking: Asking, payload: dict[str, Any], weights: Mapping[str, int]) -> SealedScore:
    """Take the score out of what is recorded."""
    salt = asking.service.entropy.salt()
    if "supports" in payload:
        return SealedScore(Decimal(payload.pop("supports")), salt)
    if not weights:
        return SealedScore(_within(asking, "score", payload.pop("score"), HIGHEST), salt)
    total = total_of(payload)
    said = {item: payload.pop(f"{POINTS}{item}") for item in weights}
    for item, value in said.items():
        _within(asking, f"{POINTS}{item}", value, Decimal(weights[item]))
    return SealedScore(total, salt, said)


def _within(asking: Asking, field: str, said: str, most: Decimal) -> Decimal:
    value = Decimal(said)
    if not 0 <= value <= most:
        wrong = f"'{field}' is {said}: 请填写 0 至 {most} 的数 / write a number from 0 to {most}"
        raise BadPayload(asking.command.action, asking.subject.key, asking.subject.state, wrong, ())
    return value


def _others(asking: Asking, stage: str) -> dict[str, list[str]]:
    found = panel_of(asking, stage)
    known = _SCORES.rows(asking.connection, panel=found.no)
    return {row.person_no: [row.salt, SealedScore(row.value, row.salt, row.points).said] for row in known}
