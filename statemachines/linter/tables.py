"""Tables that nobody can hand in, that give an indicator twice, or whose rows cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.linter.finding import Finding
from statemachines.machine import Procedure
from statemachines.stages.submission import TABLES

__all__ = ["tables"]


def tables(programme: Programme[Stage], procedures: dict[str, Procedure]) -> Iterator[Finding]:
    """Every table is taken over at a stage of its paper, and no indicator is given twice to the same cases."""
    for key, table in programme.tables.items():
        stages = programme.materials[table.paper].at
        ways = [way for each in procedures.values() for way in each.transitions if TABLES in way.effects]
        here = [way for way in ways if _stage_of(procedures, way.source) & set(stages)]
        if not any(programme.materials[table.paper].from_ in way.by for way in here):
            message = f"“{'、'.join(stages)}”环节不收表格 / no tables are handed in at “{', '.join(stages)}”"
            yield Finding("unused", "", f"tables.{key}", message)
        if programme.materials[table.paper].channel == "confidential":
            message = (
                "机要渠道的材料不能填报为表格 / goes by the confidential channel, so it is no table here"
            )
            yield Finding("tables", "", f"tables.{key}", message)
    yield from _doubled(programme)


def _stage_of(procedures: dict[str, Procedure], state: str) -> set[str]:
    return {each.states[state].stage for each in procedures.values() if state in each.states}


def _doubled(programme: Programme[Stage]) -> Iterator[Finding]:
    known = list(programme.tables.items())
    for at, (key, table) in enumerate(known):
        for other_key, other in known[:at]:
            both = set(table.gives) & set(other.gives)
            if both and not _apart(table.for_, other.for_):
                message = f"指标“{min(both)}”已由“{other_key}”给出 / “{min(both)}” is given by “{other_key}” already"
                yield Finding("tables", "", f"tables.{key}.gives", message)


def _apart(one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]) -> bool:
    """Whether no case is selected by both."""
    return any(set(one[fact]).isdisjoint(other[fact]) for fact in set(one) & set(other))
