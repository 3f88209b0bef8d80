"""Texts from outside that no database of ours can keep, refused before anything is asked of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from casework.refused import BadInput

__all__ = ["refuse_unstorable"]


def refuse_unstorable(what: str, value: Any) -> None:
    """Raise BadInput where a text in ``value`` has a NUL character or half a surrogate pair; ``what`` names it."""
    if isinstance(value, str):
        if "\0" in value:
            raise BadInput(f"{what}: {value!r} has a NUL character, which cannot be kept; take it out")
        if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
            raise BadInput(f"{what}: {value!r} is no valid text (half a surrogate pair); write it anew")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            refuse_unstorable(what, name)
            refuse_unstorable(f"{what}, “{name}”", each)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for each in value:
            refuse_unstorable(what, each)
