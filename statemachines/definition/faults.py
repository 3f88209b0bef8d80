"""Errors in a definition: each says the file, the line, the place, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from errors import ShenbaoError

__all__ = ["DefinitionError", "Fault", "nearest"]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a definition; line and column count from 1, ``where`` is the dotted path of keys."""

    file: str
    line: int
    column: int
    where: str
    what: str

    def __str__(self) -> str:
        where = f" {self.where}:" if self.where else ""
        return f"{self.file}:{self.line}:{self.column}:{where} {self.what}"


class DefinitionError(ShenbaoError):
    """A definition cannot be used; ``faults`` holds every fault found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; the message is one line for each."""
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column)))
        super().__init__("\n".join(map(str, self.faults)))


def nearest(word: str, words: Iterable[str]) -> str:
    """Return “; did you mean 'x'?” for the known word most like ``word``, or the list of known words."""
    known = sorted(words)
    if not known:
        return "; nothing is known here"
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else f"; known here: {', '.join(known)}"
