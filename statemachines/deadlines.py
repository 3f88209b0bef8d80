"""The deadlines of a decision: their last days, and which close, pause, go on or open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from calendars import Calendar, LastDay, Pause, Rule, Unit, day_of, fixed_day, last_day
from statemachines.definition.selector import matches
from statemachines.definition.time import Fixed, Length, parse_due
from statemachines.machine import DueRule
from statemachines.subject import DeadlineChange, OpenDeadline, Subject
from statemachines.timing import timers_for

__all__ = [
    "MissingAnchor",
    "cancelled",
    "closed",
    "computed",
    "extended",
    "opened",
    "passed",
    "paused",
    "recomputed",
    "resumed",
    "spent",
]


class MissingAnchor(LookupError):
    """The event or the value that a deadline counts from is not known; its name is the argument."""


def computed(
    rule: DueRule, subject: Subject, today: date, calendar: Calendar, ordered: date | None = None
) -> LastDay:
    """Compute the last day of a rule for a subject.

    ``ordered`` is the day given with an order. Raises MissingAnchor where a value or an event is not there.
    """
    if ordered is not None:
        return fixed_day(calendar, ordered)
    times = _times(rule, subject)
    last = max(
        (_counted(rule, when, subject, today, calendar) for when in times), key=lambda each: each.ends_at
    )
    return _prolonged(rule, times, subject, last, calendar)


def _prolonged(
    rule: DueRule, times: Sequence[Fixed | Length], subject: Subject, last: LastDay, calendar: Calendar
) -> LastDay:
    """The day that a later notice gave instead, where all cases of a round share a day, printed or counted."""
    shared = any(isinstance(when, Fixed) or (when.event or "").startswith("round.") for when in times)
    keys = ("extended", f"extended.{rule.id.partition('.')[0]}")
    days = [date.fromisoformat(subject.settings[key]) for key in keys if key in subject.settings]
    later = max(days, default=last.day)
    return fixed_day(calendar, later) if shared and later > last.day else last


def _times(rule: DueRule, subject: Subject) -> list[Fixed | Length]:
    """The time that holds for this subject; all of them where the last one is asked for."""
    usual = _setting(rule, subject.settings) if rule.ask == "round" else rule.when
    others = [when for selector, when in rule.instead if rule.latest or matches(selector, subject.facts)]
    every: list[Fixed | Length | None] = [usual]
    if others:
        every = [usual, *others] if rule.latest else [others[0]]
    given = [when for when in every if when is not None]
    if len(given) < len(every):
        raise MissingAnchor(rule.setting or rule.id)
    return given


def _counted(
    rule: DueRule, when: Fixed | Length, subject: Subject, today: date, calendar: Calendar
) -> LastDay:
    if isinstance(when, Fixed):
        return fixed_day(calendar, when.day, cutoff=when.hour)
    start = today if when.event is None else subject.events.get(when.event)
    if start is None:
        raise MissingAnchor(when.event or rule.id)
    if when.n == 0 and when.unit is Unit.CALENDAR:
        return fixed_day(calendar, start)  # that very day: nothing is counted, so nothing rolls
    counted = Rule(when.n, when.unit, when.side, count_first_day=rule.count_first_day)
    return last_day(calendar, start, counted, allow_estimate=True)


def _setting(rule: DueRule, settings: Mapping[str, Any]) -> Fixed | Length | None:
    raw = settings.get(rule.setting)
    return None if raw is None else parse_due(raw)


def opened(
    rule: DueRule,
    subject: Subject,
    now: datetime,
    calendar: Calendar,
    ordered: date | None = None,
    announced: date | None = None,
) -> DeadlineChange:
    """Open the deadline of a state that is being entered; the occurrence is the number of the history entry.

    ``ordered`` is a last day given with the action, ``announced`` the day to count from where that is not today.
    """
    last = computed(rule, subject, announced or day_of(now), calendar, ordered)
    occurrence = str(subject.version + 1)
    return DeadlineChange(
        "opened", rule.id, occurrence, 0, last, timers_for(rule, occurrence, 0, last, now, calendar)
    )


def closed(subject: Subject, *, expired: bool, keep: str | None = None) -> Iterator[DeadlineChange]:
    """Close the deadlines of the state being left, save the one of the whole case (``keep``)."""
    for each in subject.deadlines:
        if each.state == "running" and each.rule != keep:
            yield DeadlineChange("expired" if expired else "met", each.rule, each.occurrence, each.revision)


def spent(subject: Subject, rule: str) -> Iterator[DeadlineChange]:
    """Leave nothing of the expired deadlines of a state that is being left: nobody is urged any more."""
    for each in subject.deadlines:
        if each.rule == rule and each.state == "expired":
            yield DeadlineChange("expired", each.rule, each.occurrence, each.revision)


def cancelled(subject: Subject) -> Iterator[DeadlineChange]:
    """Close what is still paused when a case ends: its clock never goes on."""
    for each in subject.deadlines:
        if each.state == "paused":
            yield DeadlineChange("cancelled", each.rule, each.occurrence, each.revision)


def passed(subject: Subject, rule: str) -> Iterator[DeadlineChange]:
    """Mark one running deadline as passed; the state stays what it is."""
    for each in subject.deadlines:
        if each.rule == rule and each.state == "running":
            yield DeadlineChange("expired", each.rule, each.occurrence, each.revision)


def paused(subject: Subject, today: date, *, restarts: bool) -> Iterator[DeadlineChange]:
    """Stop the clock of every running deadline (中止计时).

    A date printed in a notice does not move, and a last day that has passed cannot: these close, and open again with
    the same day when the case comes back. A day that an officer extended to is not printed, and is paused.
    """
    for each in subject.deadlines:
        printed = each.counted.n == 0 and each.revision == 0
        if each.state == "running" and today <= each.last_day and not printed:
            yield DeadlineChange(
                "paused",
                each.rule,
                each.occurrence,
                each.revision + 1,
                before=each.last_day,
                restarts=restarts,
            )
        elif each.state == "running":
            yield DeadlineChange("met", each.rule, each.occurrence, each.revision)


def resumed(
    rule: DueRule, held: OpenDeadline, subject: Subject, now: datetime, calendar: Calendar
) -> DeadlineChange:
    """Let a paused deadline go on, or start it anew, as the return for correction had said."""
    today, revision = day_of(now), held.revision + 1
    if held.restarts:
        last = computed(rule, subject, today, calendar)
    else:
        pauses = (*held.pauses, Pause(held.paused_from or today, today))
        last = last_day(calendar, held.start, held.counted, allow_estimate=True, pauses=pauses)
    timers = timers_for(rule, held.occurrence, revision, last, now, calendar)
    kind: Literal["restarted", "resumed"] = "restarted" if held.restarts else "resumed"
    return DeadlineChange(kind, held.rule, held.occurrence, revision, last, timers, held.last_day)


def extended(
    rule: DueRule, running: OpenDeadline, until: date, now: datetime, calendar: Calendar
) -> DeadlineChange:
    """Move a running deadline to a later day that an authorised officer named."""
    last, revision = fixed_day(calendar, until), running.revision + 1
    timers = timers_for(rule, running.occurrence, revision, last, now, calendar)
    return DeadlineChange("extended", rule.id, running.occurrence, revision, last, timers, running.last_day)


def recomputed(rule: DueRule, each: OpenDeadline, now: datetime, calendar: Calendar) -> DeadlineChange | None:
    """Compute a running deadline anew with another calendar; None where nothing about it changes."""
    last = last_day(calendar, each.start, each.counted, allow_estimate=True, pauses=each.pauses)
    if (last.day, last.provisional) == (each.last_day, each.provisional):
        return None
    revision = each.revision + 1
    timers = timers_for(rule, each.occurrence, revision, last, now, calendar)
    return DeadlineChange("recomputed", each.rule, each.occurrence, revision, last, timers, each.last_day)
