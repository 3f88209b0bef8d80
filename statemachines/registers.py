"""The machines of what is not a case: lists, titles, rounds and the programme itself."""

from __future__ import annotations

from statemachines.definition.procedure import Procedure as Definition
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.fragments import Scope
from statemachines.lists import list_machine
from statemachines.machine import CLOCK, Procedure
from statemachines.rounds import programme_machine, round_machine
from statemachines.stages.issue import Issue
from statemachines.stages.publicity import Publicity
from statemachines.titles import Life, title_machine

__all__ = ["registers"]

Machines = dict[str, Procedure]


def registers(programme: Programme[Stage]) -> tuple[Machines, Machines, Machines, Procedure]:
    """The machines of a programme's lists, titles and rounds, and its own."""
    name, procedures = programme.programme, programme.procedures
    lists = {
        stage.list: list_machine(name, key, stage, Scope(programme, key, each).applicants)
        for key, each in procedures.items()
        for stage in each.stages
        if isinstance(stage, Publicity)
    }
    by_clock = {
        each.needs: (key, each) for key, each in procedures.items() if each.starts.by == CLOCK and each.needs
    }
    titles = {
        key: title_machine(
            name, key, by_clock.get(key), life=_life(programme, key), opens=_by_body(programme, key)
        )
        for key in programme.titles
    }
    rounds = {
        key: round_machine(name, key, each) for key, each in procedures.items() if each.starts.in_ == "round"
    }
    digest = programme.reminding.digest is not None
    return lists, titles, rounds, programme_machine(name, next(iter(procedures.values())), digest=digest)


def _by_body(programme: Programme[Stage], title: str) -> dict[str, Definition[Stage]]:
    """The procedures about a title that a body begins when it sees fit, where no notice says how often."""
    return {
        key: each
        for key, each in programme.procedures.items()
        if each.needs == title and each.starts.by in programme.bodies
    }


def _life(programme: Programme[Stage], title: str) -> Life:
    """A title that is issued takes effect on a day of its own; one with a validity ends by itself."""
    granting = [
        (procedure.supervised_by.given, stage)
        for procedure in programme.procedures.values()
        for stage in procedure.stages
        if getattr(stage, "grants", None) == title
    ]
    return Life(
        takes_effect=any(isinstance(stage, Issue) for _, stage in granting),
        expires=programme.titles[title].validity_years is not None,
        told=tuple(dict.fromkeys(body for body, _ in granting)),
    )
