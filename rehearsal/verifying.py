"""A rehearsal verifies itself at its end, by the same audit that is run on real data."""

from typing import Any

from casework.record.audit import verify
from casework.service import Service

__all__ = ["verified"]

MOST = 10  # faults that the report tells; there are none, unless shenbao itself is wrong


def verified(service: Service) -> dict[str, Any]:
    """Compute every hash anew, replay every history, check seals, draws, scores and timers; say what was found."""
    found = verify(service)
    return {
        "ok": found.ok,
        "checked": dict(sorted(found.counts.items())),
        "faults": len(found.faults) + found.more,
        "first_faults": [f"{each.kind}: {each.where}: {each.what}" for each in found.faults[:MOST]],
    }
