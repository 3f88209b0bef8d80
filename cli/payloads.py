"""What is given with an action on the command line: `--data name=value` by the kinds that the action declares."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.exits import BadUsage

if TYPE_CHECKING:
    from statemachines.machine import Field

__all__ = ["pairs", "payload"]


def payload(fields: Iterable[Field], data: Sequence[str], file: str = "") -> dict[str, Any]:
    """The payload of an action: that of the JSON file (``-`` is stdin), with each ``name=value`` laid over it.

    Texts, dates, numbers and choices are taken as written, and judged by the decision; flags are true or false;
    lists of texts come from repeated names; records are JSON. An unknown name is handed on, so that the refusal can
    name the nearest one. Raises BadUsage.
    """
    kinds = {field.name: field.kind for field in fields}
    whole = _from_file(file) if file else {}
    given: dict[str, Any] = {}
    for name, text in pairs(data, "--data"):
        kind = kinds.get(name, "text")
        if kind == "texts":
            given.setdefault(name, []).append(text)
        elif name in given:
            raise BadUsage(f"--data {name} is given twice")
        else:
            given[name] = _value(name, kind, text)
    return {**whole, **given}


def pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    """Take ``NAME=VALUE`` texts apart; raises BadUsage for one without ``=`` or without a name."""
    found = []
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or not name:
            raise BadUsage(f"{option} “{each}” is not NAME=VALUE")
        found.append((name, value))
    return found


def _value(name: str, kind: str, text: str) -> Any:
    if kind == "flag":
        if text not in ("true", "false"):
            raise BadUsage(f"--data {name}={text}: write true or false")
        return text == "true"
    return _json(text, f"--data {name}") if kind == "records" else text


def _from_file(file: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadUsage(f"--data-file {file} cannot be read: {reason}") from None
    found = _json(text, file)
    if not isinstance(found, dict):
        raise BadUsage(f"{file}: write one JSON object, field by field")
    return found


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        at = f":{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise BadUsage(f"{where}{at}: not JSON: {what}") from None
    except RecursionError:
        raise BadUsage(f"{where}: nested too deeply") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
