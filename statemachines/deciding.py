"""The one decision: may this actor do this here and now, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transitions import MachineError

from calendars import Calendar
from statemachines.consequences import Consequences
from statemachines.deadlines import MissingAnchor
from statemachines.definition.selector import fact_selector, matches
from statemachines.machine import LetterRule, Procedure, Transition
from statemachines.payload import checked, missing, payload_fact
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared, NotYours, Undecidable
from statemachines.subject import Command, DeadlineChange, Decision, Entry, Subject

__all__ = ["begin", "decide", "facts_to_load", "is_pure"]


def is_pure(fact: str) -> bool:
    """Say whether a fact is answered here, from the subject and the command, and need not be loaded."""
    return fact.startswith(("payload.", "for:")) or fact in ("in_time", "overdue")


def facts_to_load(procedure: Procedure, state: str, action: str) -> frozenset[str]:
    """The facts that the caller has to find out before it asks for a decision."""
    return frozenset(fact for fact in procedure.facts_of(state, action) if not is_pure(fact))


def decide(
    procedure: Procedure, subject: Subject, command: Command, facts: Mapping[str, bool], calendar: Calendar
) -> Decision:
    """Decide one command on one subject.

    ``facts`` answers ``facts_to_load``. Pure: no clock (``command.now`` is the moment), no database, no mail.

    Raises:
        NotDeclared, NotYours, BadPayload, NeedsUnmet, Undecidable: refused, with the reason and the alternatives.
    """
    return _Deciding(procedure, subject, command, facts, calendar).decide()


def begin(procedure: Procedure, subject: Subject, command: Command, calendar: Calendar) -> Decision:
    """Decide the first entry of a case: it stands in the initial state, with that state's deadline.

    Raises Undecidable where a value that the deadline needs was not set when the round opened.
    """
    deciding = _Deciding(procedure, subject, command, {}, calendar)
    acting_as = min(command.actor.acts_as, default="")
    entry = Entry("open", "opened", acting_as, "", procedure.initial, dict(command.payload), {})
    changes = deciding.changes(None, ends=False)
    return Decision(subject, command, entry, changes, procedure.opening, (), None, moved=True)


@dataclass
class _Cursor:
    """What ``transitions`` moves: a state, the facts of the guards, who acts, and the way that was taken."""

    state: str
    facts: Mapping[str, bool]
    acts_as: frozenset[str]
    taken: Transition | None = None


@dataclass
class _Deciding:
    procedure: Procedure
    subject: Subject
    command: Command
    facts: Mapping[str, bool]
    calendar: Calendar
    values: dict[str, Any] = field(default_factory=dict)

    def decide(self) -> Decision:
        ways = self._mine()
        self._read_payload(ways)
        facts = {
            name: self._fact(name, ways[0])
            for name in self.procedure.facts_of(self.subject.state, self.command.action)
        }
        way = self._walk(facts)
        self._check_required(way)
        self._check_needs(way, facts)
        target = way.target if way.target is not None else self.subject.state
        end = self.procedure.states[target].end
        changes = self.changes(way, ends=end is not None)
        return Decision(
            self.subject, self.command, self._entry(way, target, facts), changes, self._letters(way), way.effects, end,
            moved=way.target is not None,
        )  # fmt: skip

    def _mine(self) -> Sequence[Transition]:
        command = self.command
        ways = self.procedure.actions(self.subject.state).get(command.action, ())
        if not ways:
            raise NotDeclared(*self._refused("这一环节没有该动作 / this state has no such action"))
        mine = [way for way in ways if not command.actor.acts_as.isdisjoint(way.by)]
        if not mine:
            roles = "、".join(sorted({role for way in ways for role in way.by}))
            raise NotYours(
                *self._refused(f"只有 {roles} 在其辖区内可以 / only {roles} may, within their region")
            )
        return mine

    def _refused(self, reason: str) -> tuple[str, str, str, str, tuple[str, ...]]:
        return self.command.action, self.subject.key, self.subject.state, reason, self._allowed()

    def _allowed(self) -> tuple[str, ...]:
        return self.procedure.open_to(self.subject.state, self.command.actor.acts_as)

    def _read_payload(self, ways: Sequence[Transition]) -> None:
        """Read what was given; only what every way of the action asks for can be missed yet."""
        fields = {field.name: field for way in ways for field in way.fields}
        self.values, faults = checked(tuple(fields.values()), self.command.payload)
        asked = [{field.name: field for field in way.fields if field.required} for way in ways]
        in_all = set(fields).intersection(*asked)
        faults += missing(tuple(asked[0][name] for name in fields if name in in_all), self.values)
        if faults:
            raise BadPayload(*self._refused("; ".join(faults)))

    def _check_required(self, way: Transition) -> None:
        faults = missing(way.fields, self.values)
        if faults:
            raise BadPayload(*self._refused("; ".join(faults)))

    def _fact(self, name: str, way: Transition) -> bool:
        if name.startswith("payload."):
            return payload_fact(name, way.fields, self.values)
        if name.startswith("for:"):
            return matches(fact_selector(name), self.subject.facts)
        if name in ("in_time", "overdue"):
            return self._in_time() is (name == "in_time")
        return self.facts[name]

    def _in_time(self) -> bool:
        rule = self.procedure.states[self.subject.state].due
        mine = [each for each in self.subject.deadlines if rule and each.rule == rule.id]
        return not mine or self.command.now < max(mine, key=lambda each: int(each.occurrence)).ends_at

    def _walk(self, facts: Mapping[str, bool]) -> Transition:
        cursor = _Cursor(self.subject.state, facts, self.command.actor.acts_as)
        try:
            self.procedure.machine.events[self.command.action].trigger(cursor)
        except MachineError as error:
            raise NotDeclared(*self._refused(str(error))) from None
        if cursor.taken is None:
            raise NotDeclared(*self._refused("条件组合未定义 / no declared way fits these facts"))
        return cursor.taken

    def _check_needs(self, way: Transition, facts: Mapping[str, bool]) -> None:
        unmet = [(need.fact, need.otherwise) for need in way.needs if not facts[need.fact]]
        if unmet:
            action, key, state, _, allowed = self._refused("")
            raise NeedsUnmet(action, key, state, unmet, allowed)

    def _entry(self, way: Transition, target: str, facts: Mapping[str, bool]) -> Entry:
        flags = [flag.name for flag in way.flags if facts[flag.fact] is flag.holds]
        personal = {f.name for f in way.fields if f.kind == "personal"}
        acting = next(role for role in way.by if role in self.command.actor.acts_as)
        return Entry(
            way.action, way.event, acting, self.subject.state, target,
            {
                **{name: value for name, value in self.values.items() if name not in personal},
                **({"flags": flags} if flags else {}),
            },
            {name: value for name, value in self.values.items() if name in personal},
        )  # fmt: skip

    def _letters(self, way: Transition) -> tuple[LetterRule, ...]:
        """Those of the way, of one reminder its own, and those of the state that is entered."""
        mine = tuple(each for each in way.letters if each.only in ("", self.values.get("reminder")))
        entered = way.target is not None and way.target != self.subject.state
        return (*mine, *(self.procedure.states[way.target].letters if entered and way.target else ()))

    def changes(self, way: Transition | None, *, ends: bool) -> tuple[DeadlineChange, ...]:
        """What becomes of the deadlines; refused where a value was never set, or what was given makes no sense."""
        moving = Consequences(self.procedure, self.subject, self.command.now, self.calendar, self.values)
        try:
            return tuple(moving.first() if way is None else moving.of(way, ends=ends))
        except MissingAnchor as error:
            raise Undecidable(*self._refused(f"“{error}” 尚未设定 / has not been set")) from None
        except ValueError as error:
            raise BadPayload(*self._refused(str(error))) from None
