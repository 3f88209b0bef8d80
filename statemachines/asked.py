"""Values that no notice gives and that a round has to set before it opens (``{ask: round}``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from statemachines.definition.base import chinese, english
from statemachines.definition.choosing import Chosen
from statemachines.definition.faults import nearest
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due, Length, Period, parse_due
from statemachines.definition.values import Value

__all__ = ["AskedValue", "Kind", "all_values", "asked_values", "kind_of", "unaskable", "unset", "wrong"]

Kind = Literal["time", "period", "text", "other"]
Path = tuple[str | int, ...]

_WORDS = {
    "due": "期限 / deadline",
    "within": "期限 / time allowed",
    "length": "公示期 / length of the publicity",
    "where": "公示地点 / place of the publicity",
    "overall": "总期限 / deadline of the whole case",
}


@dataclass(frozen=True)
class AskedValue:
    """One value that a round sets.

    ``key`` is where the round keeps it, ``procedure.stage.field``; ``what`` names it for people (中文 / English);
    ``suggest`` is a value it might have, written as the definition writes it; ``kind`` is ``time`` (a date or a
    length), ``period`` (a length) or ``text``.
    """

    key: str
    what: str
    suggest: str | None
    kind: Kind


def asked_values(programme: Programme[Stage], procedure_id: str) -> tuple[AskedValue, ...]:
    """Return what a round of the procedure has to set, in the order of the definition."""
    procedure = programme.procedures[procedure_id]
    parts = [
        (procedure.name, all_values(procedure, (procedure_id,), skip=("stages",))),
        *(
            (stage.name or stage.id, all_values(stage, (procedure_id, stage.id)))
            for stage in procedure.stages
        ),
    ]
    return tuple(
        _asked(name, path, value) for name, part in parts for path, value in part if value.ask == "round"
    )


def unset(
    programme: Programme[Stage], procedure_id: str, settings: Mapping[str, Any]
) -> tuple[AskedValue, ...]:
    """Return the asked values that ``settings`` leaves open; a round does not open while there is one."""
    return tuple(
        each for each in asked_values(programme, procedure_id) if settings.get(each.key) in (None, "")
    )


def wrong(programme: Programme[Stage], procedure_id: str, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is wrong with the settings that are there, one sentence each: an unknown key, a bad value."""
    asked = {each.key: each for each in asked_values(programme, procedure_id)}
    unknown = [f"'{key}' is not asked for here{nearest(key, asked)}" for key in settings if key not in asked]
    given = [(asked[key], raw) for key, raw in settings.items() if key in asked and raw not in (None, "")]
    return (*unknown, *(fault for each, raw in given if (fault := _fault(each, raw))))


def all_values(
    part: BaseModel, path: Path = (), skip: tuple[str, ...] = ()
) -> Iterator[tuple[Path, Value[Any]]]:
    """Yield every value of a part of a definition and of the parts within it, with its path of keys."""
    for name, field in type(part).model_fields.items():
        if name not in skip:
            yield from _values_in(getattr(part, name), (*path, field.alias or name))


def _values_in(thing: object, path: Path) -> Iterator[tuple[Path, Value[Any]]]:
    if isinstance(thing, Value):
        yield path, thing
        yield from _values_in(thing.is_, path)
        if isinstance(thing, Chosen):
            yield from _values_in(thing.instead, (*path, "instead"))
    elif isinstance(thing, BaseModel):
        yield from all_values(thing, path)
    elif isinstance(thing, dict):
        for key, each in thing.items():
            yield from _values_in(each, (*path, str(key)))
    elif isinstance(thing, tuple):
        for index, each in enumerate(thing):
            yield from _values_in(each, (*path, index))


def kind_of(value: Value[Any]) -> Kind:
    """Say what sort of value this is; only times, periods and texts can be asked for."""
    (held,) = type(value).__pydantic_generic_metadata__["args"] or (None,)
    return "time" if held == Due else "period" if held == Period else "text" if held is str else "other"


def unaskable(programme: Programme[Stage]) -> Iterator[tuple[Path, str]]:
    """Yield, with its path, every value that is asked for although nobody could set it later.

    A round sets times, lengths and places of a procedure; an order sets the time it gives.
    """
    for path, value in all_values(programme):
        if value.ask and not _can_be_asked(path, value.ask):
            yield (
                path,
                f"this value cannot be asked of the {value.ask}: give it, or write {{is: …, assumed: why}}",
            )


def _can_be_asked(path: Path, ask: str) -> bool:
    if path[0] != "procedures" or "starts" in path[:3]:
        return False
    return path[-1] in (
        ("due", "within") if ask == "order" else ("due", "within", "length", "where", "overall")
    )


def _asked(name: str, path: Path, value: Value[Any]) -> AskedValue:
    word = _WORDS.get(str(path[-1]), str(path[-1]))
    what = f"{chinese(name)}：{chinese(word)} / {english(name)}: {english(word)}"
    suggest = None if value.suggest is None else str(value.suggest)
    return AskedValue(".".join(map(str, path)), what, suggest, kind_of(value))


def _fault(asked: AskedValue, raw: Any) -> str | None:
    try:
        if asked.kind == "text":
            return None if isinstance(raw, str) else f"'{asked.key}' is {raw!r}: write a text"
        if asked.kind == "period" and not isinstance(parse_due(raw), Length):
            return f"'{asked.key}' is “{raw}”: write a length, such as 5 workdays"
        parse_due(raw)
    except ValueError as error:
        return f"'{asked.key}': {error}"
    return None
