"""What a decision is taken on: the subject as it stands, who asks for what, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from calendars import LastDay, Pause, Rule
from statemachines.effects import Effect
from statemachines.machine import End, LetterRule

__all__ = [
    "Actor",
    "Command",
    "DeadlineChange",
    "Decision",
    "Entry",
    "OpenDeadline",
    "Subject",
    "TimerPlan",
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``acts_as`` are the roles this person has for this very subject, jurisdiction already weighed.

    ``stands_in`` names, for the roles that the person has only as a stand-in, the absent person whose they are.
    """

    no: str
    acts_as: frozenset[str]
    system_user: str = ""
    stands_in: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """What is asked for: an action in the imperative, by whom, with what, at which moment (aware, UTC)."""

    action: str
    actor: Actor
    now: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """A deadline that runs, is paused or has expired, with what it takes to compute it anew."""

    rule: str
    occurrence: str
    state: Literal["running", "paused", "expired"]
    revision: int
    start: date
    counted: Rule
    pauses: tuple[Pause, ...]
    last_day: date
    ends_at: datetime
    provisional: bool
    paused_from: date | None = None
    restarts: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """The snapshot of a case, list, round or title that a decision is taken on.

    ``settings`` holds what was asked when the round opened, ``facts`` what ``for:`` asks about, ``events`` the days
    that rules of time count from.
    """

    key: str
    state: str
    version: int
    facts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    events: Mapping[str, date] = field(default_factory=dict)
    deadlines: tuple[OpenDeadline, ...] = ()


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """A timer to set: unique by subject, rule and occurrence; ``due_at`` in UTC."""

    rule: str
    occurrence: str
    action: str
    due_at: datetime
    late: Literal["always", "send", "collapse", "skip"]
    provisional: bool


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """What becomes of one deadline: opened, met, expired, cancelled, paused, resumed, restarted, extended, …

    ``last`` is its new last day where it has one, ``timers`` those that replace the pending ones; ``restarts`` says of
    a paused one that it starts anew when the correction is in, instead of going on.
    """

    kind: Literal[
        "opened", "met", "expired", "cancelled", "paused", "resumed", "restarted", "extended", "recomputed"
    ]
    rule: str
    occurrence: str
    revision: int
    last: LastDay | None = None
    timers: tuple[TimerPlan, ...] = ()
    before: date | None = None
    restarts: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """The history entry of a decision, before it is numbered and chained; personal text is kept apart."""

    action: str
    event: str
    acting_as: str
    source: str
    target: str
    payload: Mapping[str, Any]
    personal: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes: the new state, the history entry, deadlines and timers, letters, and what else is to be recorded."""

    subject: Subject
    command: Command
    entry: Entry
    deadlines: tuple[DeadlineChange, ...]
    letters: tuple[LetterRule, ...]
    effects: tuple[Effect, ...]
    end: End | None
    moved: bool
