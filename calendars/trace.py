"""The trace that grows while a period is counted."""

from collections.abc import Iterable
from datetime import date

from calendars.days import ONE_DAY
from calendars.lookup import Calendar, DayStatus
from calendars.rules import Pause, Step

STOPPED = "中止计时"
ESTIMATED = "推定"


class Trace:
    """Asks the calendar, remembers whether an answer was uncertain, and collects the steps."""

    def __init__(self, calendar: Calendar, allow_estimate: bool) -> None:
        self._calendar = calendar
        self._ask = calendar.estimate if allow_estimate else calendar.status
        self.provisional = False
        self.steps: list[Step] = []

    def look(self, day: date) -> DayStatus:
        """What a day is; from then on the result rests on that day."""
        status = self._ask(day)
        if not self._calendar.settled(day):
            self.provisional = True
        return status

    def add(self, day: date, counted: int | None, *why: str) -> None:
        """One step, its reasons joined."""
        self.steps.append(Step(day, counted, "；".join(why)))

    def add_status(self, status: DayStatus, counted: int | None, *more: str) -> None:
        """One step whose first reason is what the calendar says, marked where that is an estimate."""
        mark = (ESTIMATED,) if status.estimated else ()
        self.add(status.day, counted, status.why, *mark, *more)

    def explain_end(self, status: DayStatus) -> None:
        """What the calendar says of the day of the last step, added to its reasons."""
        last = self.steps.pop()
        self.add_status(status, last.counted, last.why)

    def add_pause(self, first: date, pause: Pause) -> None:
        """The first and the last day on which the clock stood still, from `first` on."""
        last = pause.resumed - ONE_DAY
        for day in (first,) if first == last else (first, last):
            self.add(day, None, STOPPED)


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses in order, overlapping and touching ones joined, empty ones left out."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: (one.first, one.resumed)):
        if joined and pause.first <= joined[-1].resumed:
            joined[-1] = Pause(joined[-1].first, max(joined[-1].resumed, pause.resumed))
        elif pause.first < pause.resumed:
            joined.append(pause)
    return tuple(joined)


def pause_on(day: date, pauses: tuple[Pause, ...]) -> Pause | None:
    """The pause that covers a day, or None."""
    for pause in pauses:
        if pause.first <= day < pause.resumed:
            return pause
    return None
