"""What no notice says: values that were assumed, values still to be set, and what was left out, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from statemachines.asked import asked_values
from statemachines.definition.base import Sourced
from statemachines.definition.programme import Programme
from statemachines.definition.sources import Sources
from statemachines.definition.stage import Stage
from statemachines.definition.values import Value
from statemachines.pages.writing import Table, selector, table, written

__all__ = ["asked_table", "assumed_table", "left_out_table", "sources_table"]


def assumed_table(programme: Programme[Stage]) -> Table:
    """Every value and every part that is there although no notice says so."""
    rows = [(f"`{where}`", what, why) for where, what, why in _assumed(programme, "")]
    return table(("何处 / where", "值 / value", "理由 / why"), rows)


def _assumed(part: Any, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(part, Value | Sourced) and part.assumed:
        yield where, written(part.is_) if isinstance(part, Value) else "", part.assumed
    for name, each in _inside(part):
        yield from _assumed(each, f"{where}.{name}" if where and name else where or name)


def _inside(part: Any) -> Iterator[tuple[str, Any]]:
    """The named parts of a part; a stage bears its own id instead of a number."""
    if isinstance(part, Value):
        yield "", part.is_
        yield from ((selector(each.for_), each) for each in getattr(part, "instead", ()))
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield field.alias or name, getattr(part, name)
    elif isinstance(part, dict):
        yield from ((str(key), each) for key, each in part.items())
    elif isinstance(part, tuple):
        for index, each in enumerate(part):
            yield each.id if isinstance(each, Stage) else str(index), each


def asked_table(programme: Programme[Stage]) -> Table:
    """What a round has to set before it opens."""
    rows = [
        (f"`{each.key}`", each.what, each.suggest or "")
        for procedure in programme.procedures
        for each in asked_values(programme, procedure)
    ]
    return table(("键 / key", "值 / value", "建议 / suggestion"), rows)


def left_out_table(programme: Programme[Stage]) -> Table:
    """Lines of the notice that the definition leaves out."""
    return table(("出处 / source", "理由 / why"), programme.not_modelled.items())


def sources_table(sources: Sources) -> Table:
    """Every line of the sources: where it stands in the notice and how it is read."""
    rows = [(key, line.place, line.reading) for key, line in sources.lines.items()]
    return table(("编号 / id", "出处 / place", "读法 / reading"), rows)
