"""The draw of an expert panel: an order that nobody can choose and anybody can repeat with ``sha256sum``.

Each person of the frozen pool gets the SHA-256 of the seed, a line feed and the person's number; the pool is ordered
by these digests. The seed comes from a seal made after the pool was frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from shlex import join, quote

__all__ = ["draw_order", "explain_draw", "frozen_pool", "pool_digest"]


def frozen_pool(pool: Sequence[str]) -> tuple[str, ...]:
    """Return the pool as it is frozen: person numbers, each once, in the order of their characters.

    Raises:
        ValueError: a number is empty or holds a line feed, so that a list of them could be read in two ways.
    """
    bad = [person for person in pool if not person or "\n" in person]
    if bad:
        raise ValueError(f"not a person number: {bad[0]!r}")
    return tuple(sorted(set(pool)))


def pool_digest(pool: Sequence[str]) -> str:
    """Return the SHA-256 of the frozen pool, one number a line, each line ended by a line feed."""
    return _digest("".join(f"{person}\n" for person in frozen_pool(pool)))


def draw_order(pool: Sequence[str], seed: str) -> tuple[str, ...]:
    """Return the whole pool in the order drawn: the first ``n`` are the panel, the following ones take free places.

    Raises:
        ValueError: the seed is empty, or a person number cannot be one.
    """
    if not seed:
        raise ValueError("a draw needs a seed")
    return tuple(sorted(frozen_pool(pool), key=lambda person: (_ticket(seed, person), person)))


def explain_draw(pool: Sequence[str], seed: str, size: int) -> tuple[str, ...]:
    """Return the draw line by line, with the commands that recompute it; the first ``size`` persons are drawn."""
    order = draw_order(pool, seed)
    places = (
        f"{place:>3}  {_ticket(seed, person)}  {person}{'  入选 / drawn' if place <= size else ''}"
        for place, person in enumerate(order, start=1)
    )
    return (
        f"名单 / pool: {len(order)}  SHA-256 {pool_digest(pool)}",
        f"种子 / seed: {seed}",
        f"验算 / recompute the pool: printf '%s\\n' {join(frozen_pool(pool))} | sha256sum",
        f"验算 / recompute a person: printf '%s\\n%s' {quote(seed)} PERSON | sha256sum",
        "按摘要由小到大 / the smallest digest first:",
        *places,
    )


def _ticket(seed: str, person: str) -> str:
    return _digest(f"{seed}\n{person}")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
