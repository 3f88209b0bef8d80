"""An award in the history: the entry shows the ceiling, the right, what counted against it, and every share, in fen."""

from dataclasses import replace

from casework.facts.asking import Asking
from casework.facts.awards import claim_of
from casework.steps import Step

__all__ = ["awarded"]


def awarded(asking: Asking, step: Step) -> Step:
    """Append to the entry of an award what was worked out, so that anybody can work it out again."""
    if not any(effect.name == "record_award" for effect in step.decision.effects):
        return step
    claim = claim_of(asking)
    shown = {
        "reward": claim.reward, "year": claim.year, "ceiling_fen": claim.ceiling, "entitled_fen": claim.award.entitled,
        "before_fen": claim.before.granted, "elsewhere_fen": claim.before.elsewhere,
        "granted_fen": claim.award.granted, "shares_fen": dict(claim.award.shares),
    }  # fmt: skip
    entry = replace(step.decision.entry, payload={**step.decision.entry.payload, "award": shown})
    return replace(step, decision=replace(step.decision, entry=entry))
