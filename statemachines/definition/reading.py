"""YAML 1.2 into plain data, with the line of every part kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from statemachines.definition.faults import DefinitionError, Fault

__all__ = ["Document", "read"]

_BOOLS = {"true": True, "false": False}
Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data and where each of its parts stands: a path of keys and indexes → line and column, both from 1."""

    file: str
    data: Any = None
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path_) -> tuple[int, int]:
        """Return line and column of the part at ``path``, or of the nearest part above it that stands in the file."""
        at: Path_ = ()
        for step in path:
            at = next((p for p in ((*at, step), (*self._only_child(at), step)) if p in self.places), at)
        return self.places.get(at, (1, 1))

    def _only_child(self, path: Path_) -> Path_:
        """A stage stands in the file as a mapping of one key, its id, that its parsed form does not have."""
        part = self.data
        for step in path:
            part = part[step]
        return (*path, next(iter(part))) if isinstance(part, dict) and len(part) == 1 else path


def read(file: Path, text: str | None = None) -> Document:
    """Read a YAML 1.2 file, or ``text`` in its place, with ``file`` as the name that faults bear.

    Raises:
        DefinitionError: the file is missing, is not UTF-8, is not YAML, or names a key twice.
    """
    document = Document(str(file))
    try:
        node = YAML(typ="safe", pure=True).compose(file.read_text("utf-8") if text is None else text)
    except FileNotFoundError:
        raise DefinitionError([Fault(document.file, 1, 1, "", "there is no such file")]) from None
    except UnicodeDecodeError as error:
        raise DefinitionError([Fault(document.file, 1, 1, "", f"not UTF-8: {error}")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DefinitionError(
            [Fault(document.file, line, column, "", f"not YAML: {error.problem}")]
        ) from None
    except YAMLError as error:
        raise DefinitionError([Fault(document.file, 1, 1, "", f"not YAML: {error}")]) from None
    document.data = _plain(document, (), node) if node is not None else {}
    if document.faults:
        raise DefinitionError(document.faults)
    return document


def _plain(document: Document, path: Path_, node: Node) -> Any:
    document.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, MappingNode):
        return _mapping(document, path, node)
    if isinstance(node, SequenceNode):
        return [_plain(document, (*path, index), item) for index, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(document, path, node)


def _mapping(document: Document, path: Path_, node: MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if key in result:
            document.faults.append(
                Fault(document.file, line, column, _dotted((*path, key)), f"'{key}' stands twice")
            )
        document.places[(*path, key)] = (line, column)
        result[key] = _plain(document, (*path, key), value_node)
    return result


def _scalar(document: Document, path: Path_, node: ScalarNode) -> Any:
    kind = node.tag.rsplit(":", 1)[-1] if node.tag else "str"
    text = node.value
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return _BOOLS[text.lower()]
            case "int":
                return int(text.replace("_", ""), 0) if not text.lstrip("+-").startswith("0") else int(text)
            case "float":
                return float(text)
            case "timestamp" if len(text) == 10:
                return date.fromisoformat(text)
            case _:
                return text
    except (ValueError, KeyError):
        line, column = document.places[path]
        document.faults.append(
            Fault(document.file, line, column, _dotted(path), f"“{text}” is not a valid {kind}")
        )
        return text


def _dotted(path: Path_) -> str:
    return ".".join(map(str, path))
