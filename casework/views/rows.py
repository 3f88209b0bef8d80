"""Rows of the database into values, and long lists of keys in pieces that every database takes."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import islice
from typing import Any, TypeVar

__all__ = ["SIZE", "chunks", "filled"]

SIZE = 500  # SQLite took no more than 999 parameters for a long time

T = TypeVar("T")


def chunks(keys: Sequence[str], size: int = SIZE) -> Iterator[list[str]]:
    """The keys in pieces, in their order."""
    rest = iter(keys)
    while piece := list(islice(rest, size)):
        yield piece


def filled(kind: type[T], row: Any, **derived: Any) -> T:
    """A dataclass whose fields are ``derived``, or else columns of the row that bear their names."""
    known: Any = kind
    values = dict(zip(row._fields, row, strict=True)) | derived  # quicker than to ask the row for each
    return kind(*(values[name] for name in _names(known)))


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
