"""One folder of ``programmes/`` into a programme and its compiled procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from statemachines.compile import compile_programme
from statemachines.definition.faults import DefinitionError, Fault, nearest
from statemachines.definition.programme import Programme
from statemachines.definition.reading import Document, read
from statemachines.definition.references import broken_references
from statemachines.definition.stage import Stage
from statemachines.machine import Procedure
from statemachines.stages import AnyStage

__all__ = ["Loaded", "load_file", "load_folder", "load_text"]


@dataclass(frozen=True)
class Loaded:
    """A programme ready to run: its definition, its procedures, and the exact text they came from."""

    programme: Programme[Stage]
    procedures: Mapping[str, Procedure]
    text: str
    digest: str


def load_folder(folder: Path) -> Loaded:
    """Load ``programme.yaml`` of a folder.

    Raises:
        DefinitionError: with every fault found, each by file and line.
    """
    return load_file(folder / "programme.yaml")


def load_file(file: Path) -> Loaded:
    """Load one definition file; raises DefinitionError as ``load_folder`` does."""
    return _load(read(file), file.read_text("utf-8"))


@lru_cache(maxsize=64)
def load_text(text: str, name: str = "programme.yaml") -> Loaded:
    """Load a definition kept as text (a case keeps the text it started under); the result is kept for reuse."""
    return _load(read(Path(name), text), text)


def _load(document: Document, text: str) -> Loaded:
    try:
        programme = Programme[AnyStage].model_validate(document.data)
    except ValidationError as error:
        raise DefinitionError([_fault(document, detail) for detail in error.errors()]) from None
    broken = [
        Fault(document.file, *document.place(path), _dotted(path), what)
        for path, what in broken_references(programme)
    ]
    if broken:
        raise DefinitionError(broken)
    return Loaded(programme, compile_programme(programme), text, sha256(text.encode()).hexdigest())


def _fault(document: Document, detail: object) -> Fault:
    assert isinstance(detail, dict)
    path = tuple(detail["loc"])
    line, column = document.place(path)
    what = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        what = f"unknown key '{path[-1]}'{nearest(str(path[-1]), _known_keys(path[:-1]))}"
    elif detail["type"] == "missing":
        what = f"the key '{path[-1]}' is missing"
    elif detail["type"] != "value_error":
        what = f"{what}; here: {detail['input']!r}"
    return Fault(document.file, line, column, _dotted(path), what)


def _known_keys(path: tuple[str | int, ...]) -> frozenset[str]:
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


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))
