"""Values that a notice gives, that we assume, or that somebody must give later."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import Field, model_validator

from statemachines.definition.base import Strict

__all__ = ["Asked", "Value", "plain"]

T = TypeVar("T")
Asked = Literal["round", "order"]


class Value(Strict, Generic[T]):
    """One value: as the notice gives it (``v``), assumed (``{is: v, assumed: why}``) or asked (``{ask: round}``).

    An asked value is set when the round opens (``round``) or with the order that needs it (``order``); it has no
    default, and ``suggest`` is what rehearsals take.
    """

    is_: T | None = Field(default=None, alias="is")
    assumed: str | None = None
    source: str | None = None
    ask: Asked | None = None
    suggest: T | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        wrapped = isinstance(raw, dict) and (("is" in raw) or ("ask" in raw))
        return raw if wrapped or isinstance(raw, cls) else {"is": raw}

    @model_validator(mode="after")
    def _one_of(self) -> Value[T]:
        if self.ask and (self.is_ is not None or self.assumed):
            raise ValueError("a value is either asked for or given: write {ask: …} or {is: …, assumed: why}")
        if self.is_ is None and not self.ask:
            raise ValueError("no value: give one, or {ask: round} for one that is to be set later")
        if self.suggest is not None and not self.ask:
            raise ValueError("'suggest' goes with 'ask' only")
        return self

    @property
    def given(self) -> T:
        """The value itself; raises ValueError where it is still asked for."""
        if self.is_ is None:
            raise ValueError("this value is asked for and has not been set")
        return self.is_


def plain(value: T) -> Value[T]:
    """Wrap a value that is neither assumed nor asked for; the default of a setting is written so."""
    return Value[T].model_construct(is_=value)
