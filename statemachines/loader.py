"""One folder of ``programmes/`` into a programme and its compiled procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from statemachines.compile import compile_programme
from statemachines.criteria import evaluate_all
from statemachines.definition.faults import DefinitionError, Fault
from statemachines.definition.programme import Programme
from statemachines.definition.reading import Document, read, text_of
from statemachines.definition.stage import Stage
from statemachines.machine import Procedure
from statemachines.registers import registers
from statemachines.validation import validated

__all__ = ["Loaded", "load_file", "load_folder", "load_text"]


@dataclass(frozen=True)
class Loaded:
    """A programme ready to run: its definition, its machines, and the exact text they came from.

    ``procedures`` and ``rounds`` go by procedure, ``lists`` and ``titles`` by name; ``itself`` is the programme's own.
    """

    programme: Programme[Stage]
    procedures: Mapping[str, Procedure]
    lists: Mapping[str, Procedure]
    titles: Mapping[str, Procedure]
    rounds: Mapping[str, Procedure]
    itself: Procedure
    text: str

    @cached_property
    def leaves(self) -> Mapping[str, str]:
        """The kind of every leaf of the criteria (need, judge, veto) by its path."""
        found = evaluate_all(self.programme.criteria, {}, {}, {})
        return {leaf.path: leaf.kind for each in found for leaf in each.leaves()}


def load_folder(folder: Path) -> Loaded:
    """Load ``programme.yaml`` of a folder, which bears the id of its programme.

    Raises:
        DefinitionError: with every fault found, each by file and line.
    """
    file = folder / "programme.yaml"
    text = text_of(file)
    loaded = load_text(text, str(file))
    if loaded.programme.programme != folder.name:
        document = read(file, text)
        what = f"the folder is called '{folder.name}': folder and programme bear one id"
        raise DefinitionError([Fault(document.file, *document.place(("programme",)), "programme", what)])
    return loaded


def load_file(file: Path) -> Loaded:
    """Load one definition file; raises DefinitionError as ``load_folder`` does."""
    return _load(read(file))


@lru_cache(maxsize=64)
def load_text(text: str, name: str = "programme.yaml") -> Loaded:
    """Load a definition kept as text (a case keeps the text it started under); the result is kept for reuse."""
    return _load(read(Path(name), text))


def _load(document: Document) -> Loaded:
    programme = validated(document)
    machines = registers(programme)
    return Loaded(programme, compile_programme(programme), *machines, document.text)
