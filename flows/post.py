"""Flows that write to people. Thin: `flows/errands.py` says what they do."""

from typing import Any

from prefect import flow

from flows.recorded import carry_out

__all__ = ["deliver_letters"]


@flow(name="发送信件 deliver letters", description="Sends the letters that are due to be tried.")
async def deliver_letters() -> Any:
    """Deliver what is due."""
    return await carry_out("deliver_letters")
