"""The flow that makes holiday arrangements known. Thin: `flows/errands.py` says what it does."""

from typing import Any

from prefect import flow

from flows.recorded import carry_out

__all__ = ["refresh_calendar"]


@flow(
    name="更新节假日安排 refresh calendar",
    description="Adopts the arrangements in the folder, and computes anew every deadline that they touch.",
)
async def refresh_calendar() -> Any:
    """Adopt what is new in the folder."""
    return await carry_out("refresh_calendar")
