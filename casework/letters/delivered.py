"""What a delivery did, counted."""

from dataclasses import dataclass

__all__ = ["Delivered"]


@dataclass
class Delivered:
    """What one call did. ``looked_at`` letters were claimed; each of them is in one of the other counts.

    sent: taken by the mail server for somebody (others of the same letter may be deferred, or a task by now)
    deferred: to be tried again later
    failed: not to be delivered; a task says so
    withheld: not to be sent any more, or not without a setting; `last_error` says which
    returned: given back untried, since the mail server takes nothing or the call was ended
    taken_over: marked by somebody else, who claimed it when the lease ran out
    outage: why the mail server takes nothing, empty while it does
    """

    looked_at: int = 0
    sent: int = 0
    deferred: int = 0
    failed: int = 0
    withheld: int = 0
    returned: int = 0
    taken_over: int = 0
    outage: str = ""

    @property
    def dealt_with(self) -> int:
        """How many of them are done with, in one way or another."""
        return self.sent + self.deferred + self.failed + self.withheld + self.returned + self.taken_over

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to do; nothing was written then."""
        return not self.looked_at
