"""The one source of salts and tokens: the operating system's in service, a seeded one in a rehearsal."""

import random
import secrets
from typing import Protocol

__all__ = ["Entropy", "SeededEntropy", "SystemEntropy"]


class Entropy(Protocol):
    """Where salts come from; handed to casework, so that a rehearsal can be repeated byte by byte."""

    def salt(self) -> str:
        """Return 32 hexadecimal digits nobody can guess."""


class SystemEntropy:
    """The operating system's randomness."""

    def salt(self) -> str:
        """Return 32 hexadecimal digits nobody can guess."""
        return secrets.token_hex(16)


class SeededEntropy:
    """Randomness that can be repeated; only ever used on a rehearsal's scratch database."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def salt(self) -> str:
        """Return the next 32 hexadecimal digits of the sequence."""
        return f"{self._random.getrandbits(128):032x}"
