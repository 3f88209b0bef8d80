"""A score as it is sealed: the figure, the points of the rubric it is made of, and the salt that hides both."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from casework.record.chain import digest
from models.types import canonical_json

__all__ = ["SealedScore"]


@dataclass(frozen=True, slots=True)
class SealedScore:
    """``points`` are those of each item, as they were written; None where one figure was given."""

    value: Decimal
    salt: str
    points: Mapping[str, str] | None = None

    @property
    def said(self) -> str:
        """What stands in the history once it is unsealed: the figure, or the figure with its items as JSON."""
        return canonical_json([str(self.value), dict(self.points)]) if self.points else str(self.value)

    @property
    def digest(self) -> str:
        """What stands there until then: SHA-256 over the salt and what was said."""
        return digest(f"{self.salt}{self.said}")
