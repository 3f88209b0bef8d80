"""Whole transactions, done again where the database chose them as the ones to give way."""

from collections.abc import Callable
from typing import TypeVar

from casework.storage.errors import DatabaseContendedError

__all__ = ["again"]

T = TypeVar("T")


def again(work: Callable[[], T], times: int = 3) -> T:
    """Do a transaction, up to ``times`` where others stand in its way (a deadlock): nothing was written then.

    Raises DatabaseContendedError where it never came through.
    """
    for _ in range(times - 1):
        try:
            return work()
        except DatabaseContendedError:
            continue
    return work()
