"""What an action leaves behind besides its state and history; ``casework`` writes one row or a few for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Effect"]


@dataclass(frozen=True)
class Effect:
    """One thing to record with the action, by name: ``grant_title``, ``add_to_list``, ``seal_score``, …

    ``settings`` is what the definition says of it; what the actor gave stands in the command's payload.
    """

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
