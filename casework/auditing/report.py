"""What an audit finds: faults by kind and place, and how much was looked at."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["MOST", "AuditFault", "AuditReport", "Notes"]

MOST = 1000  # faults that are kept; more are counted only, so that memory stays what it is


@dataclass(frozen=True, slots=True)
class AuditFault:
    """One thing that does not fit.

    ``kind`` is what was broken (sequence, chain, hash, personal_text, replay, head, definition, seal, panel, score,
    letter, timer, table), ``where`` the subject and entry or the day, ``what`` the fault in words.
    """

    kind: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome: the faults (the first ``MOST`` of them, ``more`` beyond), and how many of each were looked at."""

    faults: tuple[AuditFault, ...]
    more: int
    counts: dict[str, int]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@dataclass
class Notes:
    """An audit under way: faults and counts, and who is to hear how far it is."""

    progress: Callable[[int], None] | None = None
    faults: list[AuditFault] = field(default_factory=list)
    more: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def fault(self, kind: str, where: str, what: str) -> None:
        """Note a fault."""
        if len(self.faults) < MOST:
            self.faults.append(AuditFault(kind, where, what))
        else:
            self.more += 1

    def count(self, what: str, number: int = 1) -> None:
        """Note that so many were looked at."""
        self.counts[what] += number
        if what == "entries" and self.progress and self.counts[what] % 500 == 0:
            self.progress(self.counts[what])

    def report(self) -> AuditReport:
        """The outcome."""
        return AuditReport(tuple(self.faults), self.more, dict(self.counts))
