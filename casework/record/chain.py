"""The chain of a history: each entry's hash covers the entry before it, and digests in place of personal text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from models.types import canonical_json

__all__ = ["digest", "entry_hash", "stamp"]


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1024)
def stamp(moment: datetime) -> str:
    """A moment as the chain writes it: UTC, microseconds, “Z”."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Hash one history entry.

    ``entry`` holds the columns of the row but ``hash``; ``at`` is a moment, ``payload`` the stored canonical text.
    """
    return digest(canonical_json({**entry, "at": stamp(entry["at"])}))
