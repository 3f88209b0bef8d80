"""A step: one decision on one subject with what it takes to write it down; a plan: the steps of one action."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table

from casework.panels.sealed_score import SealedScore
from casework.service import Service
from models.tables import case_file, name_list, programme, round, title
from statemachines.loader import Loaded
from statemachines.subject import Decision

__all__ = ["KINDS", "STANDS_IN_FOR", "DayMoved", "Plan", "Row", "Step", "Writing", "kind_of", "number_of"]

Row = Mapping[str, Any]
STANDS_IN_FOR = "stands_in_for"  # in an entry's payload: the number of the absent person

KINDS: Mapping[str, Table] = {
    "case": case_file,
    "list": name_list,
    "title": title,
    "round": round,
    "programme": programme,
}


def kind_of(subject: str) -> str:
    """“case:X-2025-0001” → “case”."""
    return subject.split(":", 1)[0]


def number_of(subject: str) -> str:
    """“case:X-2025-0001” → “X-2025-0001”."""
    return subject.split(":", 1)[1]


@dataclass(frozen=True, slots=True)
class Step:
    """A decision and the row it moves.

    ``row`` is the subject's row as it was read, or the whole new row where ``is_new``; ``secrets`` are a score and
    its salt, which the history does not get yet. Where the actor stands in for somebody, the entry says for whom.
    its salt, which the history does not get yet; ``found`` is what was looked up while it was decided.
    """

    decision: Decision
    loaded: Loaded
    row: Row
    is_new: bool = False
    secrets: SealedScore | None = None
    found: dict[Hashable, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        entry = self.decision.entry
        absent = self.decision.command.actor.stands_in.get(entry.acting_as)
        if absent:
            said = replace(entry, payload={**entry.payload, STANDS_IN_FOR: absent})
            object.__setattr__(self, "decision", replace(self.decision, entry=said))

    @property
    def key(self) -> str:
        """The subject's key, “case:NO”."""
        return self.decision.subject.key


@dataclass(frozen=True, slots=True)
class DayMoved:
    """A deadline that an action moves: of which subject, by which rule, from which last day to which."""

    subject: str
    rule: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one action, in the order they are written; ``main`` is the place of the one asked for."""

    steps: tuple[Step, ...]
    main: int = 0

    def moved(self) -> tuple[DayMoved, ...]:
        """The deadlines that are extended, in the order of the steps."""
        changes = ((step.key, each) for step in self.steps for each in step.decision.deadlines)
        return tuple(
            DayMoved(key, each.rule, each.before, each.last.day)
            for key, each in changes
            if each.kind == "extended" and each.before and each.last
        )


@dataclass(frozen=True, slots=True)
class Writing:
    """The surroundings of an effect while it is written: connection, service, step, number and hash of the entry."""

    connection: Connection
    service: Service
    step: Step
    seq: int
    hash: str

    @property
    def now(self) -> datetime:
        """The moment of the action."""
        return self.step.decision.command.now

    @property
    def case(self) -> Row:
        """The row of the case (for steps on a case)."""
        return self.step.row

    @property
    def payload(self) -> Mapping[str, Any]:
        """What the actor gave, checked; personal text included."""
        entry = self.step.decision.entry
        return {**entry.payload, **entry.personal}

    @property
    def actor(self) -> str:
        """Number of the person, or “clock”."""
        return self.step.decision.command.actor.no
