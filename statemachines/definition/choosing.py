"""A value that is not the same for every case: a list, of which the first entry that selects a case holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import Field, model_validator

from statemachines.definition.selector import Selector, matches
from statemachines.definition.values import Value

__all__ = ["Chosen", "Instead"]

T = TypeVar("T")


class Instead(Value[T], Generic[T]):
    """A value that holds instead of the usual one, for the cases selected: ``{is: v, for: {fact: name}}``."""

    for_: Selector = Field(alias="for", min_length=1)


class Chosen(Value[T], Generic[T]):
    """The usual value, and those that hold ``instead`` of it for some cases.

    Written as a list, ``[{is: v, for: {fact: name}}, …, {is: usual}]``, or as a value like any other.
    """

    instead: tuple[Instead[T], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, cls):
            return raw
        *others, usual = raw if isinstance(raw, list) and raw else [raw]
        wrapped = isinstance(usual, dict) and (("is" in usual) or ("ask" in usual))
        if wrapped and "for" in usual:
            raise ValueError("the last of a list holds for all other cases: it has no 'for'")
        return {**(usual if wrapped else {"is": usual}), **({"instead": others} if others else {})}

    def for_case(self, facts: Mapping[str, str]) -> Value[T]:
        """Return the value that holds for a case with these declared facts."""
        return next((each for each in self.instead if matches(each.for_, facts)), self)
