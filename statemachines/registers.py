"""The machines of what is not a case: lists, titles, rounds and the programme itself."""

from __future__ import annotations

from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.lists import list_machine
from statemachines.machine import CLOCK, Procedure
from statemachines.rounds import programme_machine, round_machine
from statemachines.stages.publicity import Publicity
from statemachines.titles import title_machine

__all__ = ["registers"]

Machines = dict[str, Procedure]


def registers(programme: Programme[Stage]) -> tuple[Machines, Machines, Machines, Procedure]:
    """The machines of a programme's lists, titles and rounds, and its own."""
    name, procedures = programme.programme, programme.procedures
    lists = {
        stage.list: list_machine(name, key, stage)
        for key, each in procedures.items()
        for stage in each.stages
        if isinstance(stage, Publicity)
    }
    by_clock = {
        each.needs: (key, each) for key, each in procedures.items() if each.starts.by == CLOCK and each.needs
    }
    titles = {key: title_machine(name, key, *by_clock.get(key, (None, None))) for key in programme.titles}
    rounds = {
        key: round_machine(name, key, each) for key, each in procedures.items() if each.starts.in_ == "round"
    }
    return lists, titles, rounds, programme_machine(name, next(iter(procedures.values())))
