"""What a template may speak of: one shape for all letters, so that a misspelt name is an error in every template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["Deadline", "Detail", "Facts"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline a letter speaks of.

    ``provisional`` says that the date is an estimate; ``before`` is the last day as it was before it moved; ``counted``
    says in words how it was counted, and is empty where the date itself was set; ``moved`` says that the deadline has
    moved since the letter was caused, so that ``last_day`` is no longer what holds.
    """

    last_day: date
    provisional: bool = False
    before: date | None = None
    counted: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing the action recorded, such as the place of a defence: what it is called, and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a letter, in the language of its recipient; texts are empty where there is none.

    recipient: who is written to
    programme: name of the programme
    kind: what it is about: case, list, title, round, programme, register
    number: its public number
    object: name of the cluster, base, zone or project
    applicant: name of who applies or holds
    round: number of the round
    stage: name of the stage it stood in once this had happened
    day: the day it happened, in Shanghai
    body: name of the body that acted, or that handles the matter
    contact: address of that body
    reason: the reason that was given; None where none was, or where its words were erased
    erased: whether there was a reason whose words were erased since
    deadline: the deadline, None for none
    missing: the conditions that were judged not met in that stage
    details: what else the action recorded
    more: what belongs to this template alone, by name
    """

    recipient: str
    programme: str
    kind: str
    number: str
    object: str
    applicant: str
    round: str
    stage: str
    day: date
    body: str
    contact: str
    reason: str | None = None
    erased: bool = False
    deadline: Deadline | None = None
    missing: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """What the letter is about, for subjects and headings: the object's name, or the number."""
        return self.object or self.number or self.programme
