"""More time for a round, written down: those who come later get it, too."""

from sqlalchemy import update

from casework.steps import Writing
from models.tables import round
from statemachines.effects import Effect

__all__ = ["prolong_round"]


def prolong_round(writing: Writing, effect: Effect) -> None:
    """Keep the day with what the round has set, and move the moment it closes where its own deadline moved."""
    until, stage = str(writing.payload["until"]), writing.payload.get("stage")
    key = f"extended.{stage}" if stage else "extended"
    settings = writing.step.row["settings"]
    new = {"settings": {**settings, key: max(until, settings.get(key, until))}}
    closing = next((each.last for each in writing.step.decision.deadlines if each.last), None)
    this = update(round).where(round.c.no == writing.step.row["no"])
    writing.connection.execute(this.values(**new, **({"closes_at": closing.ends_at} if closing else {})))
