"""The JSON Schema of ``programme.yaml`` as it is written, from the types it is parsed into: editors complete by it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from statemachines.definition.programme import Programme
from statemachines.stages import AnyStage

__all__ = ["schema", "schema_text"]

Json = dict[str, Any]
_ID = {"pattern": "^[a-z][a-z0-9_]*$"}
_SPREADS_SOURCE = (
    "bodies",
    "parties",
    "facts",
    "titles",
    "indicators",
    "criteria",
    "materials",
    "rewards",
    "tables",
)


def schema_text() -> str:
    """Return the schema as the text that is committed."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of a definition as people write it.

    Three things are written otherwise than they are parsed: a value may stand plain, assumed or asked for; a stage is
    one key, its id; and a ``source`` over a mapping of parts covers them all.
    """
    raw = Programme[AnyStage].model_json_schema(by_alias=True)
    parts: Json = {_short(name): part for name, part in raw.pop("$defs").items()}
    kinds = {part["properties"]["kind"]["const"]: name for name, part in parts.items() if _is_stage(part)}
    for name, part in parts.items():
        if name.startswith("Value_"):
            parts[name] = _value(part)
        elif name.startswith("Chosen_"):
            parts[name] = _chosen(part)
        elif name.startswith("Instead_"):
            parts[name] = _instead(part)
        elif name == "Gives":
            parts[name] = {"anyOf": [part["properties"]["is"], part]}
    for name in kinds.values():
        parts[name] = _stage(parts[name])
    parts["Procedure"]["properties"]["stages"]["items"] = _stage_entry(kinds)
    for name in _SPREADS_SOURCE:
        raw["properties"][name]["properties"] = {"source": raw["properties"]["source"]}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "shenbao programme",
        **raw,
        "$defs": dict(sorted(parts.items())),
    }
    return _everywhere(whole, _tidy)  # type: ignore[no-any-return]


def _short(name: str) -> str:
    """Names of generic types hold their whole annotation; what is left tells them apart."""
    if name.startswith("Procedure"):
        return "Procedure"
    ids = "_id" if "pattern" in name else ""
    cut = re.split("__FieldInfo|__BeforeValidator", name)[0].replace("Annotated_", "")
    return re.sub("_+", "_", cut).strip("_") + ids


def _is_stage(part: Json) -> bool:
    return "const" in part.get("properties", {}).get("kind", {})


def _chosen(part: Json) -> Json:
    """The usual value alone, or at the end of a list of others, each for some cases."""
    usual, other = _value(part), part["properties"]["instead"]["items"]
    several = {"type": "array", "minItems": 2, "items": {"anyOf": [other, *usual["anyOf"]]}}
    return {"anyOf": [*usual["anyOf"], several]}


def _instead(part: Json) -> Json:
    """A value for some cases is given, and says for which."""
    given: Json = _value(part)["anyOf"][-2]
    own = {**given["properties"], "for": part["properties"]["for"]}
    return {**given, "properties": own, "required": ["is", "for"]}


def _value(part: Json) -> Json:
    held = [each for each in part["properties"]["is"]["anyOf"] if each != {"type": "null"}]
    plain: Json = held[0] if len(held) == 1 else {"anyOf": held}
    text = {"type": "string"}
    given = {"is": plain, "assumed": {**text, "description": "why, where no notice says so"}, "source": text}
    asked = {
        "ask": {"enum": ["round", "order"], "description": "who has to set it"},
        "suggest": plain,
        "source": text,
    }
    return {"anyOf": [*held, _object(given, "is"), _object(asked, "ask")]}


def _object(properties: Json, required: str) -> Json:
    return {"type": "object", "properties": properties, "required": [required], "additionalProperties": False}


def _stage(part: Json) -> Json:
    """The id of a stage is its key, not one of its settings."""
    properties = {name: each for name, each in part["properties"].items() if name != "id"}
    required = [name for name in part["required"] if name != "id"]
    return {**part, "properties": properties, "required": required}


def _stage_entry(kinds: dict[str, str]) -> Json:
    """One key, the id; ``kind`` may be left out where the id is the name of a kind."""
    by_kind = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"$ref": f"#/$defs/{name}"}}
        for kind, name in kinds.items()
    ]
    named = {"properties": {"kind": {"enum": list(kinds)}}, "required": ["kind"], "allOf": by_kind}
    plain = {
        kind: {"if": {"required": ["kind"]}, "then": named, "else": {"$ref": f"#/$defs/{name}"}}
        for kind, name in kinds.items()
    }
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": _ID,
        "properties": plain,
        "additionalProperties": {"type": "object", **named},
    }


def _everywhere(part: Any, change: Callable[[Json], Json]) -> Any:
    """Change every schema within a schema; the keys of ``properties`` and ``$defs`` are names, not keywords."""
    if isinstance(part, list):
        return [_everywhere(each, change) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: _everywhere(one, change) for name, one in each.items()}
        if key in ("properties", "$defs")
        else _everywhere(each, change)
        for key, each in change(part).items()
    }


def _tidy(part: Json) -> Json:
    """References by their short names, ids of mappings as names, no generated titles, defaults as they are written."""
    tidy = dict(part)
    if isinstance(tidy.get("title"), str) and tidy["title"] != "shenbao programme":
        del tidy["title"]
    if isinstance(tidy.get("$ref"), str):
        tidy["$ref"] = "#/$defs/" + _short(tidy["$ref"].removeprefix("#/$defs/"))
    if isinstance(tidy.get("default"), dict):
        tidy["default"] = tidy["default"].get("is")
    if "default" in tidy and tidy["default"] in (None, []):
        del tidy["default"]
    if "patternProperties" in tidy:
        ((_, each),) = tidy.pop("patternProperties").items()
        tidy |= {"propertyNames": _ID, "additionalProperties": each}
    return tidy
