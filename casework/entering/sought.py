"""Names as people look for them: written by their tails beside the name itself, in the same commit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, Connection, delete

from casework.storage.prepared import inserting
from models.name_tail import Named
from models.tables import name_tail

__all__ = ["LONGEST", "begins", "folded", "note", "note_cases", "reach", "tails_of_case", "tails_of_name"]

LONGEST = 100  # characters of a tail, and of a word that is looked for
_AT_ONCE = 500  # keys in one statement
_LAST = "\U0010ffff"  # comes behind every character that a name may hold
_TAIL = inserting(name_tail)


def folded(text: str) -> str:
    """A text as it is compared: full-width letters and digits narrow, capitals small (NFKC, case folded)."""
    return normalize("NFKC", text).casefold()


def note(connection: Connection, kind: Named, names: Mapping[str, str]) -> None:
    """Let organisations or objects be found by these names, by code or number, and by those they had no longer."""
    keys = list(names)
    for at in range(0, len(keys), _AT_ONCE):
        those = name_tail.c.key.in_(keys[at : at + _AT_ONCE])
        connection.execute(delete(name_tail).where(name_tail.c.kind == kind, those))
    _TAIL.run_many(connection, [row for key, name in names.items() for row in tails_of_name(kind, key, name)])


def note_cases(connection: Connection, numbers: Sequence[str]) -> None:
    """Let new cases be found by their numbers."""
    _TAIL.run_many(connection, [row for number in numbers for row in tails_of_case(number)])


def tails_of_name(kind: Named, key: str, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a name: a tail from each of its characters on."""
    text = folded(name)
    return _rows(kind, key, (text[at : at + LONGEST] for at in range(len(text)) if not text[at].isspace()))


def tails_of_case(number: str) -> Iterator[dict[str, Any]]:
    """The rows of a case's number: a tail from each of its parts on, the last one also without leading zeros."""
    parts = folded(number).split("-")
    tails = ["-".join(parts[at:]) for at in range(len(parts))]
    return _rows(Named.CASE, number, (tail[:LONGEST] for tail in (*tails, parts[-1].lstrip("0"))))


def _rows(kind: Named, key: str, tails: Iterable[str]) -> Iterator[dict[str, Any]]:
    return ({"kind": kind, "key": key, "tail": tail} for tail in dict.fromkeys(tails) if tail)


def begins(kind: Named, first: ColumnElement[str], last: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition on `name_tail`: of this kind, within the ``reach`` of a word; a range of the index."""
    return (name_tail.c.kind == kind) & name_tail.c.tail.between(first, last)


def reach(word: str) -> tuple[str, str]:
    """Between which tails lie those that begin with a folded word."""
    return word[:LONGEST], word[:LONGEST] + _LAST
