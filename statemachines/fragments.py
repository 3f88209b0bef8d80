"""What a kind of stage adds to its procedure, and what it may ask of its surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statemachines.definition.base import chinese, english
from statemachines.definition.choosing import Chosen
from statemachines.definition.procedure import Procedure
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Late, Stage
from statemachines.definition.time import Due, Fixed, Length
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.machine import DueRule, End, State, Transition

__all__ = ["NEXT", "Fragment", "Scope", "instead_of", "outcome"]

NEXT = "→next"
_OUTCOME = "→outcome:"


def outcome(name: str) -> str:
    """Return the target that stands for an outcome of the stage: an end of that name, unless ``leads`` says else."""
    return _OUTCOME + name


def outcome_of(target: str | None) -> str | None:
    """Return the outcome a target stands for, or None where it is a state or the next stage."""
    return target.removeprefix(_OUTCOME) if target and target.startswith(_OUTCOME) else None


def instead_of(value: Value[Due]) -> tuple[tuple[Mapping[str, tuple[str, ...]], Fixed | Length], ...]:
    """The times that hold instead of the usual one, as a rule of time keeps them."""
    return tuple((each.for_, each.given) for each in value.instead) if isinstance(value, Chosen) else ()


@dataclass(frozen=True)
class Fragment:
    """The states and transitions of one stage; its first state is where the stage is entered.

    ``expiry`` names, by state, where the clock moves on when the state's deadline passed and it is to ``proceed``.
    ``undone`` takes back what the stage has recorded where the case ends here by none of the stage's own ways: it was
    withdrawn, it lapsed, its papers were false.
    """

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    ends: Mapping[str, End]
    expiry: Mapping[str, str]
    choices: tuple[frozenset[str], ...] = ()
    undone: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Scope:
    """The surroundings of a stage while its procedure is compiled."""

    programme: Programme[Stage]
    procedure_id: str
    procedure: Procedure[Stage]

    @property
    def applicant(self) -> str:
        """The party that applies, and that corrects what is returned."""
        return self.programme.party("applicant") or self.procedure.starts.by

    @property
    def applicants(self) -> tuple[str, ...]:
        """The applicant and, where the programme takes joint applications, those who apply with it."""
        joint = self.programme.party("joint")
        return (self.applicant, joint) if joint else (self.applicant,)

    @property
    def supervisor(self) -> str:
        """The body that escalations go to and that may extend deadlines."""
        return self.procedure.supervised_by.given

    def end(self, result: str) -> End:
        """An ordinary end of a case: a title that the case is about is kept."""
        return End(result, "kept" if self.procedure.needs else "none")

    def state(
        self,
        stage: Stage,
        suffix: str = "",
        *,
        name: str = "",
        owner: str | None = None,
        due: DueRule | None = None,
        waits: str | None = None,
        also: tuple[str, ...] = (),
    ) -> State:
        """A state of a stage: the stage's own id, or id and suffix for a state within it."""
        state_id = f"{stage.id}.{suffix}" if suffix else stage.id
        label = stage.name or stage.id
        if name:
            label = f"{chinese(label)}：{chinese(name)} / {english(label)}: {english(name)}"
        return State(state_id, stage.id, label, owner, due, waits, also=also)

    def due(
        self,
        stage: Stage,
        suffix: str = "",
        *,
        value: Value[Due] | None = None,
        late: Late | None = None,
        field: str = "due",
    ) -> DueRule | None:
        """The deadline of a state; ``value`` is the stage's own ``due`` unless another one is given.

        ``field`` names the part of the stage the value stands in: a round keeps an asked one under
        ``procedure.stage.field``.
        """
        value = value or (stage.due if not suffix else None)
        if value is None:
            return None
        rule_id = f"{stage.id}.{suffix}" if suffix else stage.id
        reminders = stage.reminders or self.procedure.reminders
        return DueRule(
            id=rule_id,
            when=value.is_,
            late=late or stage.late.given,
            reminders=reminders.given if reminders else (),
            ask=value.ask,
            setting=f"{self.procedure_id}.{stage.id}.{field}" if value.ask == "round" else "",
            suggest=value.suggest,
            assumed=value.assumed,
            instead=instead_of(value),
            reminding=self.programme.reminding,
        )
