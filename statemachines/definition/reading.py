"""YAML 1.2 into plain data, with the line of every part kept beside it.

Only the plain part of YAML is taken: no anchors and aliases (a few lines of them can stand for gigabytes), no tags, no
directives, no keys that are not plain text, and no deeper nesting than a definition ever has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from statemachines.definition.faults import DefinitionError, Fault

__all__ = ["Document", "read", "shortened", "text_of"]

MOST_CHARACTERS = 2_000_000
DEEPEST = 40
_PLAIN_TAGS = frozenset({"null", "bool", "int", "float", "timestamp", "str", "map", "seq", "merge", "value"})
_BOOLS = {"true": True, "false": False}
Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data and where each of its parts stands: a path of keys and indexes → line and column, both from 1."""

    file: str
    text: str
    data: Any = None
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path_) -> tuple[int, int]:
        """Return line and column of the part at ``path``, or of the nearest part above it that stands in the file."""
        return self.places.get(self.standing(path), (1, 1))

    def standing(self, path: Path_) -> Path_:
        """Return ``path`` as it stands in the file, as far as it does; parsed parts have steps that no file has."""
        at: Path_ = ()
        for step in path:
            at = next((p for p in ((*at, step), (*self._only_child(at), step)) if p in self.places), at)
        return at

    def _only_child(self, path: Path_) -> Path_:
        """A stage stands in the file as a mapping of one key, its id, that its parsed form does not have."""
        part = self.data
        for step in path:
            part = part[step]
        return (*path, next(iter(part))) if isinstance(part, dict) and len(part) == 1 else path


class _PlainComposer(Composer):
    """Composes nodes as long as nothing is repeated by an alias and nothing is nested beyond all measure."""

    levels = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose one node; raises MarkedYAMLError where the file leaves the plain part of YAML."""
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or event.anchor is not None:
            what = "an anchor (&) or an alias (*): write each value out"
            raise MarkedYAMLError(problem=what, problem_mark=event.start_mark)
        if self.levels == DEEPEST:
            what = f"nested deeper than {DEEPEST} levels"
            raise MarkedYAMLError(problem=what, problem_mark=event.start_mark)
        self.levels += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.levels -= 1


def read(file: Path, text: str | None = None) -> Document:
    """Read a YAML 1.2 file, or ``text`` in its place, with ``file`` as the name that faults bear.

    Raises:
        DefinitionError: the file is missing, is not UTF-8, is not plain YAML, or names a key twice.
    """
    document = Document(str(file), text_of(file) if text is None else text)
    if len(document.text) > MOST_CHARACTERS:
        raise _refusal(document.file, f"longer than {MOST_CHARACTERS} characters")
    node = _node(document)
    document.data = _plain(document, (), node) if node is not None else {}
    if document.faults:
        raise DefinitionError(document.faults)
    return document


def text_of(file: Path) -> str:
    """The text of a definition file; raises DefinitionError where it is missing or is not UTF-8."""
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.read(MOST_CHARACTERS + 1)
    except FileNotFoundError:
        raise _refusal(str(file), "there is no such file") from None
    except OSError as error:
        raise _refusal(str(file), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise _refusal(str(file), f"not UTF-8: {error}") from None


def _refusal(file: str, what: str, line: int = 1, column: int = 1) -> DefinitionError:
    return DefinitionError([Fault(file, line, column, "", what)])


def _node(document: Document) -> Node | None:
    directive = next(
        (n for n, line in enumerate(document.text.splitlines(), 1) if line.startswith("%")), None
    )
    if directive:
        raise _refusal(document.file, "a directive (%): a definition is YAML 1.2 without any", directive)
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _PlainComposer
    try:
        node: Node | None = yaml.compose(document.text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _refusal(document.file, f"not plain YAML: {error.problem}", line, column) from None
    except YAMLError as error:
        raise _refusal(document.file, f"not YAML: {str(error).splitlines()[0]}") from None
    return node


def _plain(document: Document, path: Path_, node: Node) -> Any:
    document.places.setdefault(path, _place(node))
    kind = (node.tag or "").removeprefix("tag:yaml.org,2002:")
    if kind not in _PLAIN_TAGS:
        _note(document, node, path, f"a tag (!{kind.removeprefix('!')}): a definition has none")
    if isinstance(node, MappingNode):
        return _mapping(document, path, node)
    if isinstance(node, SequenceNode):
        return [_plain(document, (*path, index), item) for index, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    try:
        return _scalar(kind, node.value)
    except (ValueError, KeyError):
        _note(document, node, path, f"“{shortened(node.value)}” is not a valid {kind}")
        return None


def _mapping(document: Document, path: Path_, node: MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if not isinstance(key_node, ScalarNode):
            _note(document, key_node, path, "a key that is not a plain text")
            continue
        if key in result:
            _note(document, key_node, (*path, key), f"'{key}' stands twice")
        document.places[(*path, key)] = _place(key_node)
        result[key] = _plain(document, (*path, key), value_node)
    return result


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _note(document: Document, node: Node, path: Path_, what: str) -> None:
    document.faults.append(Fault(document.file, *_place(node), ".".join(map(str, path)), what))


def _scalar(kind: str, text: str) -> Any:
    match kind:
        case "null":
            return None
        case "bool":
            return _BOOLS[text.lower()]
        case "int":
            return int(text)
        case "float":
            return _finite(float(text))
        case "timestamp" if len(text) == 10:
            return date.fromisoformat(text)
        case _:
            text.encode()  # half a character of UTF-16, written as an escape, is no text
            return text


def _finite(number: float) -> float:
    if not isfinite(number):
        raise ValueError(number)
    return number


def shortened(text: str, most: int = 80) -> str:
    """Return a text so that it can be printed: its beginning where it is long, no half characters."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= most else f"{text[:most]}…"
