"""Flows that enforce what is due and seal what has ended. Thin: `flows/errands.py` says what they do."""

from typing import Any

from prefect import flow

from flows.recorded import carry_out

__all__ = ["enforce_deadlines", "seal_history"]


@flow(
    name="到期处理 enforce deadlines",
    description="Seals ended days and fires every timer that is due.",
)
async def enforce_deadlines() -> Any:
    """Do everything the clock has to do now."""
    return await carry_out("enforce_deadlines")


@flow(
    name="封存历史 seal history",
    description="Seals the days that have ended, where no sweep has; forgets old runs, removes files nobody needs.",
)
async def seal_history() -> Any:
    """Seal the days that have ended and lack a seal, forget the oldest runs, remove files that nobody needs."""
    return await carry_out("seal_history")
