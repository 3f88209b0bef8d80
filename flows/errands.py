"""What each flow does: one call of casework, and its result in counts and public numbers. Knows no Prefect."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.cycles import Looked, look_over_assessments, look_over_rounds
from casework.due import DueNow, due_now
from casework.ledger import Counts
from casework.seals import seal_is_due, seal_missing
from casework.service import Service
from casework.sweeping import sweep
from casework.timers import Fired

__all__ = ["ERRANDS", "Errand", "Outcome"]

MANY = 200  # ids told in an artifact
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an errand: counts, the public numbers of what it was about, and timers for whoever measures."""

    counts: Counts
    ids: tuple[str, ...] = ()
    timers: tuple[Fired, ...] = ()


def _always(service: Service, now: datetime) -> DueNow:
    """A look over the house is due whenever its time has come."""
    return DueNow(1)


@dataclass(frozen=True, slots=True)
class Errand:
    """A thing that is done by itself. ``work`` may be called at any time and as often as one likes.

    ``progress`` hears how far it is after each commit, and may raise to end it there.
    """

    name: str
    module: str  # where the flow of that name is; importing it imports Prefect
    work: Callable[[Service, datetime, Progress], Outcome]
    due: Callable[[Service, datetime], DueNow] = _always


def _enforce(service: Service, now: datetime, progress: Progress) -> Outcome:
    swept = sweep(service, now, progress)
    by = Counter(each.outcome for each in swept.timers.timers)
    counts = Counts(
        seen=len(swept.timers.timers) + len(swept.sealed),
        did=by["fired"] + len(swept.sealed),
        skipped=by["skipped"] + by["cancelled"],
        failed=by["failed"] + by["set_aside"],
        by={**dict(sorted(by.items())), **({"sealed": len(swept.sealed)} if swept.sealed else {})},
    )
    return Outcome(counts, _ids(each.subject for each in swept.timers.timers), tuple(swept.timers.timers))


def _seal(service: Service, now: datetime, progress: Progress) -> Outcome:
    days = seal_missing(service, now)
    return Outcome(Counts(len(days), len(days), by={"sealed": len(days)}), tuple(map(str, days)))


def _seal_due(service: Service, now: datetime) -> DueNow:
    return DueNow(int(seal_is_due(service, now)))


def _rounds(service: Service, now: datetime, progress: Progress) -> Outcome:
    return _looked(look_over_rounds(service, now))


def _assessments(service: Service, now: datetime, progress: Progress) -> Outcome:
    return _looked(look_over_assessments(service, now))


def _looked(found: Looked) -> Outcome:
    by = {"moved": len(found.moved), "amiss": len(found.amiss)}
    counts = Counts(found.seen, len(found.moved), failed=len(found.amiss), by=by)
    return Outcome(counts, _ids((*found.amiss, *found.moved)))


def _ids(subjects: Iterable[str]) -> tuple[str, ...]:
    """The first of them, each once."""
    return tuple(dict.fromkeys(subjects))[:MANY]


ERRANDS = {
    errand.name: errand
    for errand in (
        Errand("enforce_deadlines", "flows.deadlines", _enforce, due_now),
        Errand("seal_history", "flows.deadlines", _seal, _seal_due),
        Errand("open_and_close_rounds", "flows.cycles", _rounds),
        Errand("open_assessment_cycle", "flows.cycles", _assessments),
    )
}
