"""What each flow does: one call of casework, and its result in counts and public numbers. Knows no Prefect."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from casework.clock import ledger
from casework.clock.cycles import Looked, look_over_assessments, look_over_rounds
from casework.clock.digests import digest_missing, send_digests
from casework.clock.due import DueNow, due_now, letters_due
from casework.clock.firing import Fired
from casework.clock.ledger import Counts
from casework.clock.sweeping import sweep
from casework.handed_in import filing
from casework.holidays.arrangements import read_arrangement
from casework.holidays.calendars import adopt
from casework.letters import deliver
from casework.record.seals import seal_is_due, seal_missing
from casework.service import Service
from casework.storage.errors import StoreError
from errors import ShenbaoError
from flows.mailing import Post

__all__ = ["ERRANDS", "Desk", "Errand", "Outcome"]

log = logging.getLogger("shenbao.flows")
DELIVERED = ("sent", "deferred", "failed", "withheld", "returned", "taken_over")

MANY = 200  # ids told in an artifact


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an errand: counts, the public numbers of what it was about, and timers for whoever measures."""

    counts: Counts
    ids: tuple[str, ...] = ()
    timers: tuple[Fired, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What an errand works with. ``progress`` hears how far it is after each commit, and may raise to end it there."""

    service: Service
    now: datetime
    progress: Callable[[int], None]
    post: Post
    arrangements: Path  # the folder in which administrators put holiday arrangements


def _always(desk: Desk) -> DueNow:
    """A look over the house is due whenever its time has come."""
    return DueNow(1)


@dataclass(frozen=True, slots=True)
class Errand:
    """A thing that is done by itself. ``work`` may be called at any time and as often as one likes."""

    name: str
    module: str  # where the flow of that name is; importing it imports Prefect
    work: Callable[[Desk], Outcome]
    due: Callable[[Desk], DueNow] = _always


def _enforce(desk: Desk) -> Outcome:
    swept = sweep(desk.service, desk.now, desk.progress)
    by = Counter(each.outcome for each in swept.timers.timers)
    counts = Counts(
        seen=len(swept.timers.timers) + len(swept.sealed),
        did=by["fired"] + len(swept.sealed),
        skipped=by["skipped"] + by["cancelled"],
        failed=by["failed"] + by["set_aside"],
        by={**dict(sorted(by.items())), **({"sealed": len(swept.sealed)} if swept.sealed else {})},
    )
    return Outcome(counts, _ids(each.subject for each in swept.timers.timers), tuple(swept.timers.timers))


def _anything_due(desk: Desk) -> DueNow:
    """Timers, or a day without its seal: sweeps seal before they fire."""
    due = due_now(desk.service, desk.now)
    return replace(due, count=due.count + 1) if seal_is_due(desk.service, desk.now) else due


def _seal(desk: Desk) -> Outcome:
    """A day has ended: it is sealed, and what the ledger and the folder of files need not keep any longer goes."""
    days, forgotten = seal_missing(desk.service, desk.now), ledger.forget(desk.service, desk.now)
    removed = filing.tidy(desk.service, desk.now)
    by = {"sealed": len(days), "forgotten": forgotten, **({"removed": removed} if removed else {})}
    did = sum(by.values())
    return Outcome(Counts(did, did, by=by), tuple(map(str, days)))


def _seal_due(desk: Desk) -> DueNow:
    service, now = desk.service, desk.now
    return DueNow(
        int(seal_is_due(service, now) or ledger.old_ones(service, now) or filing.untidy(service, now))
    )


def _deliver(desk: Desk) -> Outcome:
    """On a loop of its own: this runs in a thread."""
    post = desk.post
    sending = deliver(desk.service, desk.now, post.transport, post.office, progress=desk.progress)
    try:
        done = asyncio.run(sending)
    except ExceptionGroup as several:  # its connections work side by side; the first error tells
        raise several.exceptions[0] from None
    if done.outage:
        log.warning("the mail server takes nothing, letters are tried again in a minute: %s", done.outage)
    by = {name: getattr(done, name) for name in DELIVERED if getattr(done, name)}
    skipped = done.deferred + done.withheld + done.taken_over
    return Outcome(Counts(done.looked_at, done.sent, skipped, done.failed, by))


def _letters_due(desk: Desk) -> DueNow:
    return letters_due(desk.service, desk.now)


def _refresh(desk: Desk) -> Outcome:
    """Every file of the folder, in the order of their names; what is known already is passed over."""
    moved: list[str] = []
    by: Counter[str] = Counter()
    files = sorted(desk.arrangements.glob("*.yaml"))
    for file in files:
        try:
            done = adopt(desk.service, read_arrangement(file), desk.now)
        except StoreError:
            raise
        except ShenbaoError as error:
            log.error("%s cannot be adopted: %s", file, error)
            by["unusable"] += 1
            continue
        by["adopted"] += bool(done.days)
        by["moved"] += len(done.moved)
        by["failed"] += len(done.failed)
        moved += [each.subject for each in done.moved]
    counts = Counts(len(files), by["adopted"], failed=by["unusable"] + by["failed"], by=dict(+by))
    return Outcome(counts, _ids(moved))


def _arrangement_there(desk: Desk) -> DueNow:
    return DueNow(sum(1 for _ in desk.arrangements.glob("*.yaml")))


def _digests(desk: Desk) -> Outcome:
    done = send_digests(desk.service, desk.now)
    by = {"sent": len(done.sent), "provided": len(done.provided)}
    return Outcome(Counts(done.seen, sum(by.values()), by=by), _ids((*done.sent, *done.provided)))


def _digest_due(desk: Desk) -> DueNow:
    """A programme lacks the timer of its digest; those that are there are fired by the sweep."""
    return DueNow(len(digest_missing(desk.service)))


def _rounds(desk: Desk) -> Outcome:
    return _looked(look_over_rounds(desk.service, desk.now))


def _assessments(desk: Desk) -> Outcome:
    return _looked(look_over_assessments(desk.service, desk.now))


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
        Errand("enforce_deadlines", "flows.deadlines", _enforce, _anything_due),
        Errand("seal_history", "flows.deadlines", _seal, _seal_due),
        Errand("deliver_letters", "flows.post", _deliver, _letters_due),
        Errand("refresh_calendar", "flows.arrangement", _refresh, _arrangement_there),
        Errand("daily_digest", "flows.digests", _digests, _digest_due),
        Errand("open_and_close_rounds", "flows.cycles", _rounds),
        Errand("open_assessment_cycle", "flows.cycles", _assessments),
    )
}
