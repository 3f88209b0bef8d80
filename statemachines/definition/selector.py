"""The one selector, ``for:``, over the declared facts of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

__all__ = ["Selector", "fact_selector", "matches", "selector_fact"]


def _lists(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    return {fact: (wanted,) if isinstance(wanted, str) else wanted for fact, wanted in raw.items()}


def _writable(selector: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A selector becomes the name of a fact: no value may hold the marks that this name is put together with."""
    for fact, wanted in selector.items():
        if not wanted:
            raise ValueError(f"'{fact}' selects nothing: name at least one value")
        for value in (value for value in wanted if not value or set(value) & set("=|;")):
            raise ValueError(f"“{value}” cannot be selected: a value is not empty and has no '=', '|' or ';'")
    return selector


Selector = Annotated[
    dict[str, tuple[str, ...]],
    BeforeValidator(_lists, json_schema_input_type=dict[str, str | list[str]]),
    AfterValidator(_writable),
]


def matches(selector: Mapping[str, tuple[str, ...]], facts: Mapping[str, str]) -> bool:
    """Say whether a case with these declared facts is selected; an empty selector selects every case."""
    return all(facts.get(fact) in wanted for fact, wanted in selector.items())


def selector_fact(selector: Mapping[str, tuple[str, ...]]) -> str:
    """Return the name of the boolean fact that stands for this selector in guards."""
    return "for:" + ";".join(f"{fact}={'|'.join(wanted)}" for fact, wanted in sorted(selector.items()))


def fact_selector(name: str) -> dict[str, tuple[str, ...]]:
    """Return the selector that a boolean fact of that name stands for; the reverse of ``selector_fact``."""
    parts = (part.split("=", 1) for part in name.removeprefix("for:").split(";"))
    return {fact: tuple(wanted.split("|")) for fact, wanted in parts}
