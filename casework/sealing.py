"""What the history gets of a panel: the digest of its frozen pool, salted digests of scores, all scores at the end."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from casework.chain import digest
from casework.facts.asking import Asking
from casework.facts.panels import panel_of, pool_for
from casework.prepared import Prepared
from casework.refused import BadInput
from casework.steps import Step
from models.tables import score
from statemachines.draw import pool_digest

__all__ = ["sealed"]

HIGHEST = Decimal(100)
_SCORES = Prepared(
    select(score.c.person_no, score.c.salt, score.c.value)
    .where(score.c.panel_no == bindparam("panel"))
    .order_by(score.c.person_no)
)


def sealed(asking: Asking, step: Step) -> Step:
    """Replace a score in the entry by its digest, and append what is unsealed where the panel is complete.

    The entry that freezes a pool gets the digest of the pool, so that it cannot be another one once the seed is known.
    Raises BadInput for a score outside 0–100.
    """
    settings = {effect.name: effect.settings for effect in step.decision.effects}
    if "freeze_panel" in settings:
        free, _ = pool_for(asking, settings["freeze_panel"]["stage"])
        return _saying(step, {**step.decision.entry.payload, "pool": pool_digest(free)})
    if "seal_score" not in settings:
        return step
    stage, payload = settings["seal_score"]["stage"], dict(step.decision.entry.payload)
    value = _value(payload)
    salt = asking.service.entropy.salt()
    payload["sealed"] = digest(f"{salt}{value}")
    if "unseal_scores" in settings:
        payload["unsealed"] = {**_others(asking, stage), asking.command.actor.no: [salt, str(value)]}
    return replace(_saying(step, payload), secrets=(value, salt))


def _saying(step: Step, payload: Mapping[str, Any]) -> Step:
    """The same step with another payload of its entry."""
    entry = replace(step.decision.entry, payload=payload)
    return replace(step, decision=replace(step.decision, entry=entry))


def _value(payload: dict[str, Any]) -> Decimal:
    if "supports" in payload:
        return Decimal(payload.pop("supports"))
    value = Decimal(payload.pop("score"))
    if not 0 <= value <= HIGHEST:
        raise BadInput(f"'score' is {value}; write a number from 0 to {HIGHEST}")
    return value


def _others(asking: Asking, stage: str) -> dict[str, list[str]]:
    found = panel_of(asking, stage)
    known = _SCORES.rows(asking.connection, panel=found.no)
    return {row.person_no: [row.salt, str(row.value)] for row in known}
