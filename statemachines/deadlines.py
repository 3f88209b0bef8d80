"""The deadlines of a decision: which close, pause, go on or open, and the timers each of them sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal

from calendars import SHANGHAI, Calendar, LastDay, Pause, Rule, Unit, day_of, fixed_day, last_day
from statemachines.definition.reminding import Hours, Reminding
from statemachines.definition.selector import matches
from statemachines.definition.time import Fixed, Length, Offset, Reminder, parse_due
from statemachines.machine import DueRule
from statemachines.subject import DeadlineChange, OpenDeadline, Subject, TimerPlan

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
    "timers_for",
    "working_moment",
]

REMINDER_HOUR = time(9, 0)
A_DAY = timedelta(days=1)


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


def timers_for(
    rule: DueRule, occurrence: str, revision: int, last: LastDay, now: datetime, calendar: Calendar
) -> tuple[TimerPlan, ...]:
    """The timers of one deadline: its reminders that still lie ahead, and what happens when it has passed.

    An escalation is set even where its moment is past: a deadline may be over when it is opened or computed anew.
    """
    name = f"{occurrence}.{revision}"
    plans = [
        TimerPlan(
            f"{rule.id}:{each.at}", name, "escalate" if each.escalate else "remind", at, each.policy, last.provisional
        )
        for each in rule.reminders
        if (at := _reminder_at(each, last, rule.reminding, calendar)) > now or each.escalate
    ]  # fmt: skip
    end = TimerPlan(f"{rule.id}:{rule.action}", name, rule.action, last.ends_at, "always", last.provisional)
    return (*plans, end)


def _reminder_at(each: Reminder, last: LastDay, reminding: Reminding, calendar: Calendar) -> datetime:
    """The moment of a reminder, in UTC: at nine, or as soon after as the programme's hours allow.

    What would so come too late for the deadline it is about comes on the last working morning before.
    """
    hours = reminding.hours(escalate=each.escalate)
    day = _reminder_day(each.at, last.day, calendar)
    if hours is None:
        return _at(day, REMINDER_HOUR)
    kept = working_moment(_at(day, hours.begin), hours, calendar)
    if each.at.n > 0 or kept < last.ends_at:
        return kept
    return _at(_working_day(calendar, last.day + A_DAY, -A_DAY), hours.begin)


@lru_cache(maxsize=4096)
def _reminder_day(offset: Offset, last: date, calendar: Calendar) -> date:
    """The day of a reminder; the deadlines that end on one day share theirs."""
    if offset.unit is Unit.CALENDAR or offset.n == 0:
        return last + timedelta(days=offset.n)
    side: Literal["before", "after"] = "before" if offset.n < 0 else "after"
    return last_day(calendar, last, Rule(abs(offset.n), Unit.WORKING, side), allow_estimate=True).day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)


def working_moment(moment: datetime, hours: Hours, calendar: Calendar) -> datetime:
    """The same moment where it lies within working hours, else the next working morning; in UTC."""
    local = moment.astimezone(SHANGHAI)
    day, working = local.date(), calendar.estimate(local.date()).working
    if working and hours.begin <= local.time() < hours.end:
        return moment
    if working and local.time() < hours.begin:
        return _at(day, hours.begin)
    return _at(_working_day(calendar, day, A_DAY), hours.begin)


def _working_day(calendar: Calendar, day: date, step: timedelta) -> date:
    """The next working day after a day, or the last one before it; estimated where the year is not known."""
    day += step
    while not calendar.estimate(day).working:
        day += step
    return day
