"""sources.yaml: what each id of a programme's table stands for, and whether the definition accounts for every id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from statemachines.definition.base import Name, Strict
from statemachines.definition.faults import DefinitionError, Fault, nearest
from statemachines.definition.reading import Document, read

__all__ = ["Line", "Origin", "Sources", "load_sources", "sources_text", "unaccounted"]

SourceId = Annotated[str, Field(pattern=r"^[A-Z]\d*([.-]r?\d+)?$")]
Said = Annotated[str, Field(min_length=1)]
Path_ = tuple[str | int, ...]

# In a sentence, an id of a shape that ordinary words do not have: P4.20, P2.r1, A4-1, X9 (not a size of paper, A4).
_IN_TEXT = re.compile(r"(?<![A-Za-z0-9.-])(?:[A-Z]\d*[.-]r?\d+|X\d+)(?![A-Za-z0-9])")


class Origin(Strict):
    """The notice itself; ``dated`` is null where our copy bears no date."""

    title: Name
    issuer: Said
    dated: date | None = None


class Line(Strict):
    """One line of the table: where in the notice it stands, and how we read it (“中文 / English”)."""

    place: Said
    reading: Name


class _File(Strict):
    format: Literal[1]
    notice: Origin
    lines: dict[SourceId, Line] = Field(min_length=1)


@dataclass(frozen=True)
class Sources:
    """The sources of a programme, with the place of each id in its file (line and column, from 1)."""

    file: str
    notice: Origin
    lines: Mapping[str, Line]
    places: Mapping[str, tuple[int, int]]


def load_sources(folder: Path) -> Sources:
    """Load ``sources.yaml`` of a programme's folder.

    Raises:
        DefinitionError: with every fault found, each by file and line.
    """
    return _parsed(read(folder / "sources.yaml"))


@lru_cache(maxsize=64)
def sources_text(text: str, name: str = "sources.yaml") -> Sources:
    """Load sources kept as text (a case keeps those it started under); kept for reuse.

    Raises DefinitionError as ``load_sources`` does.
    """
    return _parsed(read(Path(name), text))


def _parsed(document: Document) -> Sources:
    try:
        parsed = _File.model_validate(document.data)
    except ValidationError as error:
        raise DefinitionError([_fault(document, detail) for detail in error.errors()]) from None
    places = {each: document.place(("lines", each)) for each in parsed.lines}
    return Sources(document.file, parsed.notice, parsed.lines, places)


def unaccounted(definition: Document, sources: Sources) -> tuple[Fault, ...]:
    """Hold a definition against its sources; no fault means that every id is accounted for, both ways.

    An id is used where a ``source`` names it, or where an ``assumed`` or a ``note`` mentions it; comments do not
    count. An id stands either in use or under ``not_modelled``, with its reason, and never in both.
    """
    left_out = _left_out(definition.data)
    used: dict[str, Path_] = {}
    for path, each in _mentions(definition.data, ()):
        used.setdefault(each, path)
    unused = (
        Fault(
            sources.file, *sources.places[each], f"lines.{each}", f"'{each}' is neither used nor not_modelled"
        )
        for each in sources.lines
        if each not in used and each not in left_out
    )
    return (*unused, *_unresolved(definition, used, left_out, sources))


def _unresolved(
    definition: Document, used: Mapping[str, Path_], left_out: Mapping[str, Any], sources: Sources
) -> Iterator[Fault]:
    listed = {each: ("not_modelled", each) for each in left_out}
    for each, path in (*used.items(), *listed.items()):
        where = Fault(definition.file, *definition.place(path), ".".join(map(str, path)), "")
        if each not in sources.lines:
            yield _with(where, f"'{each}' has no line in sources.yaml{nearest(each, sources.lines)}")
        elif path[0] == "not_modelled" and each in used:
            yield _with(where, f"'{each}' is not_modelled and used all the same")
        elif path[0] == "not_modelled" and not str(left_out[each] or "").strip():
            yield _with(where, f"'{each}' is not_modelled without a reason")


def _with(place: Fault, what: str) -> Fault:
    return Fault(place.file, place.line, place.column, place.where, what)


def _left_out(data: Any) -> Mapping[str, Any]:
    listed = data.get("not_modelled") if isinstance(data, dict) else None
    return listed if isinstance(listed, dict) else {}


def _mentions(part: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Every id that a part of the definition names, with the path of the key that names it."""
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from _mentions(item, (*path, index))
    for key, value in part.items() if isinstance(part, dict) else ():
        here = (*path, key)
        if key == "source":
            yield from ((here, str(each)) for each in (value if isinstance(value, list) else [value]))
        elif key in ("assumed", "note") and isinstance(value, str):
            yield from ((here, each) for each in _IN_TEXT.findall(value))
        elif here != ("not_modelled",):
            yield from _mentions(value, here)


def _fault(document: Document, detail: object) -> Fault:
    assert isinstance(detail, dict)
    path = tuple(step for step in detail["loc"] if step != "[key]")
    what = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        what = f"unknown key '{path[-1]}'{nearest(str(path[-1]), _known_keys(path))}"
    elif detail["type"] == "missing":
        what = f"the key '{path[-1]}' is missing"
    elif detail["type"] == "string_pattern_mismatch":
        what = f"'{detail['input']}' is not an id of a table: write P4.13, A4-1, R4-1 or X9"
    return Fault(document.file, *document.place(path), ".".join(map(str, path)), what)


def _known_keys(path: Path_) -> frozenset[str]:
    models: dict[int, type[Strict]] = {1: _File, 2: Origin}
    return frozenset(models.get(len(path), Line).model_fields)
