"""Values in the report that no notice gives: those assumed, with the reason, and those asked for, as suggested."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from rehearsal.reporting.reading import Record
from statemachines.asked import asked_values
from statemachines.definition.values import Value

__all__ = ["assumed", "suggested"]

Rows = list[dict[str, Any]]


def suggested(record: Record) -> Rows:
    """What a round has to set, and what the rehearsal took: the suggestion, unless another value was given."""
    programme, taken = record.scene.loaded.programme, record.scene.settings
    return [
        {"key": each.key, "what": each.what, "suggested": taken.get(each.key, each.suggest)}
        for procedure in record.scene.loaded.rounds
        for each in asked_values(programme, procedure)
    ]


def assumed(record: Record) -> Rows:
    """Every value and part of the definition that is assumed, and why."""
    return [
        {"where": ".".join(path), "value": value, "why": why}
        for path, value, why in _assumed(record.scene.loaded.programme, ())
    ]


def _assumed(thing: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | None, str]]:
    if isinstance(thing, BaseModel):
        why = getattr(thing, "assumed", None)
        if why:
            yield path, _written(thing), why
        for name, field in type(thing).model_fields.items():
            if name != "assumed":
                step = () if isinstance(thing, Value) and name == "is_" else (field.alias or name,)
                yield from _assumed(getattr(thing, name), (*path, *step))
    elif isinstance(thing, dict):
        for key, each in thing.items():
            yield from _assumed(each, (*path, str(key)))
    elif isinstance(thing, tuple):
        for at, each in enumerate(thing):
            yield from _assumed(each, (*path, str(getattr(each, "id", at + 1))))


def _written(thing: BaseModel) -> str | None:
    """A plain value as the definition writes it; None for a part with values of its own."""
    given = thing.is_ if isinstance(thing, Value) else None
    if given is None or isinstance(given, BaseModel):
        return None
    if isinstance(given, bool):
        return "true" if given else "false"
    return ", ".join(map(str, given)) if isinstance(given, tuple) else str(given)
