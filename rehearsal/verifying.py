"""A rehearsal verifies itself at its end, by the same audit that is run on real data."""

from typing import Any

from casework.service import Service

__all__ = ["verified"]


def verified(service: Service) -> dict[str, Any]:
    """Replay every history and check every chain and seal; says so where that cannot be done."""
    return {"ok": None, "what": "not verified"}
