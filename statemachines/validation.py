"""What a definition gets wrong, in its own terms: file, line, the keys as they stand there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from statemachines.asked import unaskable
from statemachines.definition.faults import DefinitionError, Fault, nearest
from statemachines.definition.programme import Programme
from statemachines.definition.reading import Document, shortened
from statemachines.definition.references import broken_references
from statemachines.definition.reminder_references import broken_reminders
from statemachines.definition.stage import Stage
from statemachines.definition.table_references import broken_tables
from statemachines.stages import AnyStage

__all__ = ["validated"]

Path = tuple[str | int, ...]
_STAGE = "a stage is one key, its id, with its settings: “- review: {by: …}” or “- id: {kind: review, by: …}”"


def validated(document: Document) -> Programme[Stage]:
    """Return the programme that a document describes.

    Raises:
        DefinitionError: with every fault found, each by file and line.
    """
    if not isinstance(document.data, dict):
        what = "a definition is keys and values, the first of them “format: 1”"
        raise DefinitionError([Fault(document.file, 1, 1, "", what)])
    try:
        programme = Programme[AnyStage].model_validate(document.data)
    except ValidationError as error:
        faults = [_fault(document, detail) for detail in error.errors(include_url=False)]
        raise DefinitionError(list(dict.fromkeys(faults))) from None
    broken = [
        _at(document, path, what)
        for path, what in (
            *broken_references(programme),
            *broken_tables(programme),
            *broken_reminders(programme),
            *unaskable(programme),
        )
    ]
    if broken:
        raise DefinitionError(broken)
    return programme


def _at(document: Document, path: Path, what: str) -> Fault:
    standing = document.standing(path)
    return Fault(document.file, *document.place(path), ".".join(map(str, standing)), what)


def _fault(document: Document, detail: Mapping[str, Any]) -> Fault:
    path: Path = tuple(detail["loc"])
    fault = _at(document, path, _what(path, detail))
    if detail["type"] == "missing":  # it stands nowhere: the place is that of what it is missing from
        where = f"{fault.where}.{path[-1]}" if fault.where else str(path[-1])
        return Fault(fault.file, fault.line, fault.column, where, fault.what)
    return fault


def _what(path: Path, detail: Mapping[str, Any]) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key '{path[-1]}'{nearest(str(path[-1]), _known_keys(path[:-1]))}"
        case "missing":
            return f"the key '{path[-1]}' is missing"
        case "union_tag_invalid":
            tag, kinds = detail["ctx"]["tag"], detail["ctx"]["expected_tags"].replace("'", "").split(", ")
            return f"'{tag}' is no kind of stage{nearest(tag, kinds)}"
        case "union_tag_not_found":
            return _STAGE
        case "value_error":
            return str(detail["msg"]).removeprefix("Value error, ")
        case _:
            return f"{detail['msg']}; here: {shortened(repr(detail['input']))}"


def _known_keys(path: Path) -> frozenset[str]:
    """The keys that may stand at ``path``: the fields of the models that a walk along it arrives at."""
    models: set[type[BaseModel]] = {Programme[AnyStage]}
    for step in path:
        kinds = {m for m in models if "kind" in m.model_fields and m.model_fields["kind"].default == step}
        inner = {each for m in models for f in _fields(m, step) for each in _models_in(f.annotation)}
        models = kinds or inner or models
    return frozenset(f.alias or name for m in models for name, f in m.model_fields.items())


def _fields(model: type[BaseModel], step: str | int) -> list[FieldInfo]:
    return [field for name, field in model.model_fields.items() if step in (field.alias, name)]


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in _models_in(part)}
