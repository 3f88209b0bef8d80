"""What an action does to the deadlines of its subject: which close, pause, go on, open or move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from calendars import Calendar, day_of
from statemachines import deadlines
from statemachines.machine import CLOCK, EXPIRE_OVERALL, DueRule, Procedure, State, Transition
from statemachines.subject import DeadlineChange, OpenDeadline, Subject

__all__ = ["Consequences"]


@dataclass(frozen=True)
class Consequences:
    """The deadlines of a subject at the moment of an action; ``values`` is what the actor gave, checked.

    Everything here may raise MissingAnchor (a value or an event was never set) or ValueError (a day that was given
    makes no sense).
    """

    procedure: Procedure
    subject: Subject
    now: datetime
    calendar: Calendar
    values: Mapping[str, Any]

    def of(self, way: Transition, *, ends: bool) -> Iterator[DeadlineChange]:
        """What a way brings: a contribution touches one deadline, a move leaves one state and enters another."""
        if way.target is None:
            yield from self._contributed(way)
        else:
            yield from self._left(way, ends)
            yield from self._entered(self.procedure.states[way.target])
            yield from self._overall_goes_on(way)

    def first(self) -> Iterator[DeadlineChange]:
        """The deadline of the initial state, and that of the whole case."""
        yield from self._entered(self.procedure.states[self.procedure.initial])
        if self.procedure.overall:
            yield deadlines.opened(self.procedure.overall, self.subject, self.now, self.calendar)

    def _left(self, way: Transition, ends: bool) -> Iterator[DeadlineChange]:
        rule = self.procedure.states[self.subject.state].due
        if rule is not None:
            yield from deadlines.spent(self.subject, rule.id)
        if way.stops_clock:
            restarts = self.values.get("clock") == "restart"
            yield from deadlines.paused(self.subject, day_of(self.now), restarts=restarts)
            return
        keep = self.procedure.overall.id if self.procedure.overall and not ends else None
        yield from deadlines.closed(
            self.subject, expired=way.by == (CLOCK,) and way.action == "expire", keep=keep
        )
        if ends:
            yield from deadlines.cancelled(self.subject)

    def _entered(self, state: State) -> Iterator[DeadlineChange]:
        rule = state.due
        if rule is not None:
            held = self._held(rule.id)
            if held is not None:
                yield deadlines.resumed(rule, held, self.subject, self.now, self.calendar)
            elif rule.ask != "order" or "due" in self.values:
                ordered = self._ordered() if rule.ask == "order" or "window_last" in self.values else None
                yield deadlines.opened(
                    rule, self.subject, self.now, self.calendar, ordered, self._announced()
                )

    def _overall_goes_on(self, way: Transition) -> Iterator[DeadlineChange]:
        overall = self.procedure.overall
        held = self._held(overall.id) if overall and way.resumes_clock else None
        if overall and held:
            yield deadlines.resumed(overall, held, self.subject, self.now, self.calendar)

    def _announced(self) -> date | None:
        """A list counts from the date its announcement bears."""
        return date.fromisoformat(self.values["published_on"]) if "published_on" in self.values else None

    def _held(self, rule: str) -> OpenDeadline | None:
        return next(
            (each for each in self.subject.deadlines if each.rule == rule and each.state == "paused"), None
        )

    def _ordered(self) -> date | None:
        text = self.values.get("due") or self.values.get("window_last")
        day = date.fromisoformat(text) if text else None
        if day is not None and day < day_of(self.now):
            raise ValueError(f"{day} lies before today: name a day that is still to come")
        return day

    def _contributed(self, way: Transition) -> Iterator[DeadlineChange]:
        names = {effect.name for effect in way.effects}
        if way.action == EXPIRE_OVERALL:
            yield from deadlines.passed(self.subject, "overall")
            return
        rule = self.procedure.states[self.subject.state].due
        if "recompute_due" in names:
            yield from self._recomputed(rule, self.procedure.overall)
            return
        if rule is None:
            return
        running = self._last(rule.id, "running", "expired")
        if "open_due" in names and running is None:
            yield deadlines.opened(rule, self.subject, self.now, self.calendar, self._ordered())
        elif "open_due" in names:
            raise ValueError("the deadline was set already: extend it instead")
        elif "next_due" in names:
            keep = self.procedure.overall.id if self.procedure.overall else None
            yield from deadlines.closed(self.subject, expired=False, keep=keep)
            yield deadlines.opened(rule, self.subject, self.now, self.calendar)
        elif "extend_due" in names:
            yield self._extension(running)
        elif way.action == "expire" and running is not None:
            yield DeadlineChange("expired", running.rule, running.occurrence, running.revision)

    def _recomputed(self, *rules: DueRule | None) -> Iterator[DeadlineChange]:
        for rule in rules:
            running = self._last(rule.id, "running") if rule else None
            if rule and running:
                change = deadlines.recomputed(rule, running, self.now, self.calendar)
                yield from (change,) if change else ()

    def _last(self, rule: str, *states: str) -> OpenDeadline | None:
        """The deadline of a rule that was opened last, among those in these states."""
        mine = [each for each in self.subject.deadlines if each.rule == rule and each.state in states]
        return max(mine, key=lambda each: int(each.occurrence), default=None)

    def _extension(self, running: OpenDeadline | None) -> DeadlineChange:
        rule = self.procedure.states[self.subject.state].due
        until = date.fromisoformat(self.values["until"])
        if running is None or rule is None:
            raise ValueError("there is no deadline to extend here")
        if until <= running.last_day:
            raise ValueError(
                f"'until' is {until}: it must lie after the present last day, {running.last_day}"
            )
        return deadlines.extended(rule, running, until, self.now, self.calendar)
