"""Values that are asked for can be set by somebody, and deadlines count from events that happen."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.asked import asked_values
from statemachines.definition.faults import nearest
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import Fixed, Length
from statemachines.linter.finding import Finding
from statemachines.linter.graph import shortest_paths
from statemachines.machine import DueRule, Procedure

__all__ = ["OUTSIDE", "anchors", "asked"]

# What events of the things a case belongs to are called: round.opened, title.granted, …
OUTSIDE = ("round.", "title.", "list.", "programme.")


def asked(programme: Programme[Stage], procedure: Procedure) -> Iterator[Finding]:
    """Only a procedure that has rounds asks a round for values."""
    if programme.procedures[procedure.id].starts.in_ == "round":
        return
    for each in asked_values(programme, procedure.id):
        where = each.key.removeprefix(f"{procedure.id}.")
        message = "该流程没有批次，无从设定 / asks the round, but cases of this procedure belong to none"
        yield Finding("asked", procedure.id, where, message)


def anchors(procedure: Procedure) -> Iterator[Finding]:
    """An event that a deadline counts from happens in this procedure before the state, or in what it belongs to."""
    paths = shortest_paths(procedure)
    events = {way.event for way in procedure.transitions}
    for state in procedure.states.values():
        for when in _times(state.due) if state.due else ():
            event = when.event if isinstance(when, Length) else None
            if event and not event.startswith(OUTSIDE) and event not in events:
                message = (
                    f"“{event}”不会发生 / counts from “{event}”, which never happens{nearest(event, events)}"
                )
                yield Finding("anchor", procedure.id, state.id, message, paths.get(state.id))


def _times(due: DueRule) -> tuple[Fixed | Length | None, ...]:
    return (due.when, due.suggest, *(when for _, when in due.instead))
