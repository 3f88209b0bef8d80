"""A compiled procedure: states, transitions and rules of time, ready to be walked, drawn, linted and decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from transitions import Machine

from statemachines.definition.reminding import Reminding
from statemachines.definition.time import Fixed, Length, Reminder
from statemachines.effects import Effect

__all__ = [
    "CLOCK",
    "EXPIRE_OVERALL",
    "PUBLIC",
    "DueRule",
    "End",
    "Field",
    "Flag",
    "LetterRule",
    "Need",
    "Procedure",
    "State",
    "Transition",
]

CLOCK = "clock"
PUBLIC = "public"
EXPIRE_OVERALL = "expire_overall"
FieldKind = Literal["text", "personal", "date", "number", "flag", "choice", "texts", "records"]


@dataclass(frozen=True)
class End:
    """How a case ends: its result, and what becomes of the title (a case that has none says “none”)."""

    result: str
    title: Literal["none", "granted", "kept", "revoked", "expired"]


@dataclass(frozen=True, eq=False)
class DueRule:
    """The deadline of a state, or of a whole case.

    ``when`` is None where the value is asked for; ``ask`` then says of whom (round or order) and ``setting`` under
    which key the round keeps it. ``instead`` pairs selectors with the times that hold for the cases they select;
    ``latest`` is for what belongs to no single case, such as a round: the last of all these times holds. ``reminding``
    says how the programme's reminders go out. A rule equals itself alone, so that what follows from it can be kept.
    """

    id: str
    when: Fixed | Length | None
    late: Literal["accept", "refuse", "proceed", "lapse"]
    reminders: tuple[Reminder, ...] = ()
    ask: Literal["round", "order"] | None = None
    setting: str = ""
    suggest: Fixed | Length | None = None
    assumed: str | None = None
    count_first_day: bool = False
    action: str = "expire"
    instead: tuple[tuple[Mapping[str, tuple[str, ...]], Fixed | Length], ...] = ()
    latest: bool = False
    reminding: Reminding = field(default_factory=Reminding)


@dataclass(frozen=True)
class State:
    """One state of a case. ``owner`` is the role that has to act; ``waits`` says for what nobody can act on.

    ``also`` are others who have to act besides the owner, each for itself. ``letters`` go out when it is entered.
    """

    id: str
    stage: str
    name: str
    owner: str | None = None
    due: DueRule | None = None
    waits: str | None = None
    end: End | None = None
    also: tuple[str, ...] = ()
    letters: tuple[LetterRule, ...] = ()

    @property
    def owed_by(self) -> tuple[str, ...]:
        """Every role that has to act here, the owner first."""
        return tuple(dict.fromkeys((*((self.owner,) if self.owner else ()), *self.also)))


@dataclass(frozen=True)
class Field:
    """One thing an action asks of the actor. ``personal`` text stands outside the chain and can be erased.

    ``label`` is what the definition calls it, empty for what `statemachines.words` names.
    """

    name: str
    kind: FieldKind
    required: bool = True
    choices: tuple[str, ...] = ()
    help: str = ""
    label: str = ""


@dataclass(frozen=True)
class Need:
    """A fact that must hold before the action is taken, and what to say when it does not."""

    fact: str
    otherwise: str


@dataclass(frozen=True)
class Flag:
    """Something doubtful that is recorded with the action, by its name, when the fact ``holds`` as it says."""

    name: str
    fact: str
    holds: bool = True


@dataclass(frozen=True)
class LetterRule:
    """A letter the action sends: its template, and the roles that get it.

    ``only`` is the one reminder that sends it, as the definition writes it; empty for whatever the action.
    """

    template: str
    to: tuple[str, ...]
    only: str = ""


@dataclass(frozen=True)
class Transition:
    """One declared way: who may do what in which state, and where it leads.

    ``target`` is None for a contribution, which records without moving. ``when`` chooses between several ways of one
    action; exactly one must be enabled. ``via`` names the subject whose action carries this one (a list, a round).
    """

    action: str
    event: str
    source: str
    target: str | None
    by: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    needs: tuple[Need, ...] = ()
    when: Mapping[str, bool] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    letters: tuple[LetterRule, ...] = ()
    stops_clock: bool = False
    resumes_clock: bool = False
    via: str | None = None
    origin: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, eq=False)
class Procedure:
    """One compiled procedure on one shared machine of ``transitions``; made once, used by every case.

    It is equal to itself alone, so that what was made of it once can be kept.

    ``opening`` are the letters that the first entry of a case sends, ``facts`` the named facts that the ways of an
    action rest on, by state and action.
    """

    programme: str
    id: str
    name: str
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    machine: Machine
    choices: tuple[frozenset[str], ...] = ()
    overall: DueRule | None = None
    supervisor: str = ""
    anchors: frozenset[str] = frozenset()
    by_source: Mapping[str, Mapping[str, tuple[Transition, ...]]] = field(default_factory=dict)
    opening: tuple[LetterRule, ...] = ()
    facts: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def actions(self, state: str) -> Mapping[str, tuple[Transition, ...]]:
        """The declared actions of a state, each with its ways, in the order of the definition."""
        return self.by_source.get(state, {})

    def open_to(self, state: str, acts_as: frozenset[str]) -> tuple[str, ...]:
        """The actions that somebody acting as these roles may take directly in this state."""
        return tuple(
            action
            for action, ways in self.actions(state).items()
            if any(way.via is None and not acts_as.isdisjoint(way.by) for way in ways)
        )

    def facts_of(self, state: str, action: str) -> frozenset[str]:
        """The named facts that have to be known before this action can be decided."""
        return self.facts.get((state, action), frozenset())
