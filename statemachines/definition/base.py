"""What every part of a programme definition shares: strictness, sources, and bilingual names."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = ["Identifier", "Name", "Sourced", "Strict", "chinese", "english", "inherit_source"]

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Name = Annotated[str, Field(min_length=1, description="“中文 / English”; the English half may be left out")]


def chinese(name: str) -> str:
    """Return the Chinese half of a name written “中文 / English”."""
    return name.split(" / ")[0].strip()


def english(name: str) -> str:
    """Return the English half of a name written “中文 / English”, or the whole name where there is one half."""
    return name.split(" / ")[-1].strip()


class Strict(BaseModel):
    """A part of a definition: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_tuple(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


class Sourced(Strict):
    """A part of a definition that says where it comes from."""

    source: Annotated[tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | list[str])] = (
        Field(
            default=(),
            description="id of the line of the programme's table this rests on; covers all below it",
        )
    )
    assumed: str | None = Field(default=None, description="why this is here although no notice says so")
    note: str | None = Field(default=None, description="a remark for the reader of the definition")


def inherit_source(raw: Any) -> Any:
    """Spread the ``source`` of a mapping of parts over those parts that name none of their own.

    Returns ``raw`` itself where it is not a mapping or has no ``source`` of its own.
    """
    if not isinstance(raw, dict) or "source" not in raw:
        return raw
    source = raw["source"]
    return {
        key: {"source": source, **part} if isinstance(part, dict) else part
        for key, part in raw.items()
        if key != "source"
    }
