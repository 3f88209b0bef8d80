"""Flows that look over rounds and assessments once a day. Thin: `flows/errands.py` says what they do."""

from typing import Any

from prefect import flow

from flows.recorded import carry_out

__all__ = ["open_and_close_rounds", "open_assessment_cycle"]


@flow(
    name="批次起止 open and close rounds",
    description="Tells which rounds were opened and closed within a day, and which ought to be closed.",
)
async def open_and_close_rounds() -> Any:
    """Look over the rounds."""
    return await carry_out("open_and_close_rounds")


@flow(
    name="定期考评 open assessment cycle",
    description="Tells whose assessment was opened within a day, and which titles nothing provides for.",
)
async def open_assessment_cycle() -> Any:
    """Look over the titles in force."""
    return await carry_out("open_assessment_cycle")
