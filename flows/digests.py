"""The flow that sends digests. Thin: `flows/errands.py` says what it does.

A digest is a timer of its programme, which the sweep fires too; this looks that none is missing.
"""

from typing import Any

from prefect import flow

from flows.recorded import carry_out

__all__ = ["daily_digest"]


@flow(
    name="每日摘要 daily digest",
    description="Sends the reminders of a day in one letter a person, where a programme wants that.",
)
async def daily_digest() -> Any:
    """Send the digests that are due."""
    return await carry_out("daily_digest")
