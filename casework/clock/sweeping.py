"""One sweep: everything the clock has to do at a moment, until nothing is left that can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from casework.clock.timers import Sweep, fire_due
from casework.record.seals import seal_missing
from casework.service import Service

__all__ = ["Swept", "sweep"]

AT_ONCE = 200
DONE = (
    "fired",
    "skipped",
    "cancelled",
    "put_off",
    "set_aside",
)  # what is “waiting” or has “failed” is looked at again later


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: the days it sealed, and the timers it dealt with, by outcome."""

    sealed: tuple[date, ...]
    timers: Sweep

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to do; nothing was written then."""
        return not self.sealed and not any(self.timers.count(outcome) for outcome in (*DONE, "failed"))


def sweep(service: Service, now: datetime, progress: Callable[[int], None] | None = None) -> Swept:
    """Seal the days that lack a seal, then fire what is due until nothing is left; ``progress`` hears of the count.

    Seals come first, since draws wait for them. Timers that only wait are told once and do not stand in the way of
    those behind them. Raises StoreError where the database fails; what was committed until then stays.
    """
    sealed = seal_missing(service, now)
    whole = Sweep()
    while found := fire_due(service, now, AT_ONCE).timers:
        done = [each for each in found if each.outcome in DONE]
        whole.timers += done or found
        if progress:
            progress(len(whole.timers))
        if not done:
            break
    return Swept(tuple(sealed), whole)
