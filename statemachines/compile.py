"""A definition into procedures: stages joined in their order, timers' actions added, one shared machine made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from transitions import EventData, Machine

from statemachines.definition.programme import Programme
from statemachines.definition.selector import selector_fact
from statemachines.definition.stage import Stage
from statemachines.definition.time import Length
from statemachines.fragments import NEXT, Fragment, Scope, outcome_of
from statemachines.machine import (
    CLOCK,
    EXPIRE_OVERALL,
    DueRule,
    End,
    Flag,
    LetterRule,
    Procedure,
    State,
    Transition,
)
from statemachines.standing import standing_transitions

__all__ = ["build", "compile_programme"]

Ways = list[tuple[str, Mapping[str, bool]]]


def compile_programme(programme: Programme[Stage]) -> Mapping[str, Procedure]:
    """Compile every procedure of a programme."""
    return {
        key: _Compiler(Scope(programme, key, procedure)).compile()
        for key, procedure in programme.procedures.items()
    }


class _Compiler:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.stages = tuple(stage for stage in scope.procedure.stages if stage.held)
        self.fragments: list[Fragment] = [stage.plan(scope) for stage in self.stages]
        self.ends: dict[str, End] = {}

    def compile(self) -> Procedure:
        scope = self.scope
        ways = [way for i, fragment in enumerate(self.fragments) for way in self._resolved(i, fragment)]
        states = {state.id: state for fragment in self.fragments for state in fragment.states}
        states |= {result: State(result, "", result, end=end) for result, end in self.ends.items()}
        choices = tuple(choice for fragment in self.fragments for choice in fragment.choices)
        return build(
            programme=scope.programme.programme,
            id=scope.procedure_id,
            name=scope.procedure.name,
            initial=self.fragments[0].states[0].id,
            states=states,
            transitions=_asking(ways, states),
            choices=choices,
            overall=self._overall(),
            supervisor=scope.supervisor,
            opening=self._opening(),
        )

    def _opening(self) -> tuple[LetterRule, ...]:
        """Whose title is assessed hears of it, and so does who assesses it; an applicant knows what it began."""
        if not self.scope.procedure.needs:
            return ()
        owner = self.fragments[0].states[0].owner
        told = (self.scope.applicant, *((owner,) if owner and owner != CLOCK else ()))
        return (LetterRule("assessment_opened", tuple(dict.fromkeys(told))),)

    def _overall(self) -> DueRule | None:
        value = self.scope.procedure.overall
        if value is None:
            return None
        return DueRule(
            "overall", value.is_, "accept", ask=value.ask, suggest=value.suggest, assumed=value.assumed,
            setting=f"{self.scope.procedure_id}.overall" if value.ask == "round" else "", action=EXPIRE_OVERALL,
        )  # fmt: skip

    def _resolved(self, index: int, fragment: Fragment) -> Iterator[Transition]:
        yield from (each for way in fragment.transitions for each in self._places(index, fragment, way))
        for state in fragment.states:
            for way in standing_transitions(self.scope, state, fragment.expiry.get(state.id)):
                if outcome_of(way.target) is not None:
                    way = replace(way, effects=(*way.effects, *fragment.undone))
                yield from self._places(index, fragment, way)

    def _places(self, index: int, fragment: Fragment, way: Transition) -> Iterator[Transition]:
        for target, when in self._targets(index, fragment, way.target):
            flags = self._flags(index) if way.target == NEXT and way.by != (CLOCK,) else ()
            when = MappingProxyType({**way.when, **when})
            yield replace(way, target=target, when=when, flags=(*way.flags, *flags))

    def _flags(self, index: int) -> tuple[Flag, ...]:
        """What the stage says is doubtful goes with whatever moves a case on from it."""
        stage = self.stages[index]
        return tuple(Flag(name, selector_fact(flag.for_)) for name, flag in stage.flags.items())

    def _targets(
        self, index: int, fragment: Fragment, target: str | None
    ) -> list[tuple[str | None, Mapping[str, bool]]]:
        if target == NEXT:
            return [*self._following(index + 1)]
        result = outcome_of(target)
        return [(target, {})] if result is None else [*self._outcome(self.stages[index], fragment, result)]

    def _following(self, index: int) -> Iterator[tuple[str, Mapping[str, bool]]]:
        skipped: dict[str, bool] = {}
        for stage, fragment in zip(self.stages[index:], self.fragments[index:], strict=True):
            first = fragment.states[0].id
            if not stage.for_:
                yield first, skipped
                return
            fact = selector_fact(stage.for_)
            if fact in skipped:  # who was not selected for the one before is not selected for this one either
                continue
            yield first, {**skipped, fact: True}
            skipped = {**skipped, fact: False}
        self.ends.setdefault("completed", self.scope.end("completed"))
        yield "completed", skipped

    def _outcome(
        self, stage: Stage, fragment: Fragment, result: str
    ) -> Iterator[tuple[str, Mapping[str, bool]]]:
        end = fragment.ends.get(result) or self.scope.end(result)
        lead = stage.leads.get(result)
        if lead is None:
            self.ends[result] = end
            yield result, {}
            return
        first = self.fragments[[each.id for each in self.stages].index(lead.to)].states[0].id
        fact = f"visits_left:{first}:{lead.at_most + 1}"
        self.ends[result] = end
        yield first, {fact: True}
        yield result, {fact: False}


def _asking(ways: list[Transition], states: Mapping[str, State]) -> tuple[Transition, ...]:
    """Where a state's deadline is asked for with the order, whoever moves a case there has to give it."""
    from statemachines.standing import ORDERED_DUE

    def asked(way: Transition) -> bool:
        due = states[way.target].due if way.target else None
        given = way.resumes_clock or any(field.name == ORDERED_DUE.name for field in way.fields)
        return due is not None and due.ask == "order" and way.by != (CLOCK,) and not given

    return tuple(replace(way, fields=(*way.fields, ORDERED_DUE)) if asked(way) else way for way in ways)


def build(
    *,
    programme: str,
    id: str,
    name: str,
    initial: str,
    states: Mapping[str, State],
    transitions: tuple[Transition, ...],
    choices: tuple[frozenset[str], ...] = (),
    overall: DueRule | None = None,
    supervisor: str = "",
    opening: tuple[LetterRule, ...] = (),
) -> Procedure:
    """Put states and transitions on one ``transitions`` machine that every case shares."""
    machine = Machine(
        model=None,
        states=list(states),
        initial=initial,
        auto_transitions=False,
        send_event=True,
    )
    by_source: dict[str, dict[str, list[Transition]]] = {}
    for way in transitions:
        machine.add_transition(
            way.action,
            way.source,
            way.target,
            conditions=[partial(_enabled, way)],
            before=[partial(_taken, way)],
        )
        by_source.setdefault(way.source, {}).setdefault(way.action, []).append(way)
    frozen = {
        state: {action: tuple(ways) for action, ways in actions.items()}
        for state, actions in by_source.items()
    }
    rules = [state.due for state in states.values() if state.due] + ([overall] if overall else [])
    times = [when for r in rules for when in (r.when, *(each for _, each in r.instead))]
    anchors = frozenset(when.event for when in times if isinstance(when, Length) and when.event)
    return Procedure(
        programme,
        id,
        name,
        initial,
        states,
        transitions,
        machine,
        choices,
        overall,
        supervisor,
        anchors,
        frozen,
        opening,
        {
            (state, action): _facts_of(ways)
            for state, actions in frozen.items()
            for action, ways in actions.items()
        },
    )


def _facts_of(ways: tuple[Transition, ...]) -> frozenset[str]:
    """The named facts that choose between the ways of an action, that they need, or that are noted with them."""
    return frozenset(
        name
        for way in ways
        for name in (*way.when, *(need.fact for need in way.needs), *(flag.fact for flag in way.flags))
    )


def _enabled(way: Transition, event: EventData) -> bool:
    cursor: Any = event.model
    return not cursor.acts_as.isdisjoint(way.by) and all(
        cursor.facts[name] is wanted for name, wanted in way.when.items()
    )


def _taken(way: Transition, event: EventData) -> None:
    cursor: Any = event.model
    cursor.taken = way
