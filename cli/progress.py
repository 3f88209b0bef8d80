"""Progress of long work: a line on stderr that renews itself, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["counting"]


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Give a function that shows how many there are so far; it does nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what}: 0") as status:
        yield lambda count: status.update(f"{what}: {count}")
