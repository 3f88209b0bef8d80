"""The virtual clock: people's appointments and the timers of the database, in the order of virtual time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select, text

from calendars import day_of
from casework.clock.sweeping import DONE
from casework.clock.timers import Sweep, fire_due
from casework.record.seals import seal_missing
from casework.storage.prepared import Prepared
from models.tables import timer
from rehearsal.following import after_timer
from rehearsal.scene import Scene
from rehearsal.workdays import midnight

__all__ = ["Progress", "run"]

Progress = Callable[[date], None]
A_MINUTE = timedelta(minutes=1)
AT_ONCE = 200  # timers in one commit
_NEXT = Prepared(
    select(timer.c.due_at)
    .where(text("state = 'pending'"), timer.c.due_at > bindparam("after", type_=timer.c.due_at.type))
    .order_by(timer.c.due_at)
    .limit(1)
)


def run(scene: Scene, begins: datetime, progress: Progress) -> datetime:
    """Let virtual time pass until the end, or until nothing is left to happen; returns the last moment lived."""
    now, swept, shown = begins, begins, day_of(begins)
    while True:
        due = _next_timer(scene, swept)
        moment = _next_moment(scene, due)
        if moment is None or moment >= scene.end:
            return _ended(scene, now if moment is None else scene.end)
        now = max(now, moment)
        if day_of(now) > shown:
            shown = day_of(now)
            scene.tally.seals += len(seal_missing(scene.service, now))
            progress(shown)
        if due is not None and due <= now:
            swept = swept if _sweep(scene, now) else now
        else:
            scene.next_appointment(now)(now)


def _next_moment(scene: Scene, due: datetime | None) -> datetime | None:
    """When something happens next; the announcements of arrangements keep nobody waiting."""
    moments = [each for each in (due, scene.next_of(scene.appointments)) if each is not None]
    if not moments:
        return None
    announcement = scene.next_of(scene.announcements)
    return min([*moments, announcement] if announcement is not None else moments)


def _ended(scene: Scene, now: datetime) -> datetime:
    """Seal the days that have ended; the last one is over when the rehearsal is."""
    last = min(scene.end, midnight(day_of(now) + timedelta(days=1)))
    scene.tally.seals += len(seal_missing(scene.service, last))
    return last - A_MINUTE


def _next_timer(scene: Scene, swept: datetime) -> datetime | None:
    """The moment of the next timer, past ones too, save those that a sweep could do nothing about."""
    with scene.looking() as connection:
        moment: datetime | None = _NEXT.value(connection, after=swept)
        return moment


def _sweep(scene: Scene, now: datetime) -> bool:
    """Fire what is due; returns whether anything came of it, so that it is worth looking again."""
    sweep = fire_due(scene.service, now, AT_ONCE)
    _note(scene, sweep, now)
    return any(sweep.count(outcome) for outcome in DONE)


def _note(scene: Scene, sweep: Sweep, now: datetime) -> None:
    for fired in sweep.timers:
        scene.tally.outcomes[fired.outcome] += 1
        if fired.outcome == "fired":
            kind, _, number = fired.subject.partition(":")
            of = scene.lives[number].procedure if kind == "case" else kind
            scene.tally.fired[of, fired.rule, fired.event, day_of(fired.due_at - A_MINUTE)] += 1
            after_timer(scene, fired, now)
