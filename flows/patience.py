"""Trying again where the database was away; anything else is told at once and never done twice."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from casework.storage.errors import StoreError

__all__ = ["patiently"]

T = TypeVar("T")
DELAYS = (5.0, 60.0, 300.0)  # seconds


async def patiently(run: Callable[[], Awaitable[T]], delays: Sequence[float] = DELAYS) -> T:
    """Await a run, again after each of the delays where the database failed it; raises the last StoreError."""
    for delay in delays:
        try:
            return await run()
        except StoreError:
            await asyncio.sleep(delay)
    return await run()
