"""All rules, over the procedures of one programme."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from calendars import Calendar
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.linter.actors import nobody, timers, unasked_clock, unknown_roles
from statemachines.linter.asking import anchors, asked
from statemachines.linter.choices import bodies
from statemachines.linter.dates import windows
from statemachines.linter.finding import Finding
from statemachines.linter.guards import undecided
from statemachines.linter.reaching import dead_ends, declared, stuck, unreached
from statemachines.linter.reminding import digests, reminders
from statemachines.linter.revocation import Road, revocations
from statemachines.linter.rewards import basis, rewards
from statemachines.linter.routes import unrouted
from statemachines.linter.tables import tables
from statemachines.linter.unused import criteria, leads, materials
from statemachines.linter.waiting import idle
from statemachines.loader import Loaded
from statemachines.machine import Procedure
from statemachines.stages.assessment import Assessment

__all__ = ["check", "check_machine"]


def check(loaded: Loaded, calendar: Calendar) -> list[Finding]:
    """Hold a programme against every rule.

    ``calendar`` says which years are known. Returns the findings in the order of the definition's procedures; none
    for a programme that is sound.
    """
    programme = loaded.programme
    return [
        *criteria(programme),
        *materials(programme, dict(loaded.procedures)),
        *tables(programme, dict(loaded.procedures)),
        *rewards(programme),
        *basis(programme),
        *digests(programme, calendar),
        *(
            finding
            for procedure in loaded.procedures.values()
            for finding in _procedure(programme, procedure, calendar)
        ),
    ]


def _procedure(programme: Programme[Stage], procedure: Procedure, calendar: Calendar) -> Iterator[Finding]:
    roles = frozenset({*programme.bodies, *programme.parties})
    yield from check_machine(procedure, roles, roads(programme, procedure.id))
    yield from unrouted(programme, procedure)
    yield from leads(programme, procedure.id)
    yield from windows(programme, procedure, calendar)
    yield from asked(programme, procedure)
    yield from bodies(programme, procedure)
    yield from reminders(programme, procedure)


def check_machine(
    procedure: Procedure, roles: frozenset[str], declared_roads: Collection[Road] = ()
) -> Iterator[Finding]:
    """Hold one compiled procedure against the rules that need nothing but its states and transitions.

    ``roles`` are those the programme declares; ``declared_roads`` the ways in which a title may be lost. The other
    rules assume that states are declared, so that a name that is no state is all that is reported.
    """
    undeclared = list(declared(procedure))
    if undeclared:
        yield from undeclared
        return
    for rule in (unreached, dead_ends, stuck, idle, undecided, nobody, timers, unasked_clock, anchors):
        yield from rule(procedure)
    yield from unknown_roles(procedure, roles)
    yield from revocations(procedure, declared_roads)


def roads(programme: Programme[Stage], procedure_id: str) -> tuple[Road, ...]:
    """Return the ways in which the definition lets a title be lost."""
    return tuple(
        Road(
            stage.id,
            tuple(f"{stage.id}.{part}" for part in ("hearing", "proposal", "removal")),
            frozenset(stage.removal.causes),
        )
        for stage in programme.procedures[procedure_id].stages
        if isinstance(stage, Assessment) and stage.removal
    )
