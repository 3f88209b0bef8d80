"""What an actor gives with an action, checked against the fields that the action declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from statemachines.definition.faults import nearest
from statemachines.machine import Field

__all__ = ["checked", "exact", "missing", "payload_fact"]

MAX_TEXT = 20_000
MAX_RECORDS = 1_000
MAX_DIGITS = 30  # before and after the point


def checked(fields: tuple[Field, ...], payload: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the payload with its values in their kinds, and what is wrong with it, one sentence a fault."""
    known = {field.name: field for field in fields}
    faults = [f"unknown field '{name}'{nearest(name, known)}" for name in payload if name not in known]
    values: dict[str, Any] = {}
    for field in fields:
        raw = payload.get(field.name)
        if raw is None or raw == "":
            continue
        try:
            values[field.name] = _KINDS[field.kind](field, raw)
        except (ValueError, TypeError) as error:
            faults.append(f"'{field.name}' is {raw!r}: {error}")
    return values, faults


def missing(fields: tuple[Field, ...], values: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each required field that was not given."""
    return [
        f"'{field.name}' is missing: {field.help or field.kind}"
        for field in fields
        if field.required and field.name not in values
    ]


def payload_fact(name: str, fields: tuple[Field, ...], values: Mapping[str, Any]) -> bool:
    """Answer a fact about the payload: ``payload.grade=合格``, or ``payload.attests`` (every choice was given)."""
    wanted = name.removeprefix("payload.")
    if "=" in wanted:
        field, value = wanted.split("=", 1)
        return values.get(field) == value
    choices = next(field.choices for field in fields if field.name == wanted)
    return set(choices) <= set(values.get(wanted, ()))


def _text(field: Field, raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError("write a text")
    if len(raw) > MAX_TEXT:
        raise ValueError(f"longer than {MAX_TEXT} characters")
    if "\0" in raw or not _encodes(raw):
        raise ValueError("holds characters that are no text")
    return raw


def _encodes(raw: str) -> bool:
    try:
        raw.encode()
    except UnicodeEncodeError:
        return False
    return True


def exact(raw: Any) -> Decimal:
    """Read a number as it is written; raises ValueError for what is none, or is beyond all reason."""
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError("write a number") from None
    if isinstance(raw, bool) or not number.is_finite():
        raise ValueError("write a number")
    far = number != 0 and abs(number.adjusted()) > MAX_DIGITS
    if far or len(number.as_tuple().digits) > MAX_DIGITS:
        raise ValueError(f"write a number of at most {MAX_DIGITS} digits")
    return number


def _date(field: Field, raw: Any) -> str:
    if isinstance(raw, datetime):
        raise ValueError("write a day, such as 2025-06-20, without an hour")
    return (raw if isinstance(raw, date) else date.fromisoformat(raw)).isoformat()


def _number(field: Field, raw: Any) -> str:
    return format(exact(raw), "f")


def _flag(field: Field, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("write true or false")
    return raw


def _choice(field: Field, raw: Any) -> str:
    if raw not in field.choices:
        raise ValueError(f"choose one of {', '.join(field.choices)}")
    return str(raw)


def _texts(field: Field, raw: Any) -> list[str]:
    if not isinstance(raw, list | tuple):
        raise ValueError("write a list of texts")
    values = [_text(field, each) for each in raw]
    unknown = [each for each in values if field.choices and each not in field.choices]
    if unknown:
        raise ValueError(f"choose from {', '.join(field.choices)}")
    return values


def _records(field: Field, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise ValueError("write a list of records")
    if len(raw) > MAX_RECORDS:
        raise ValueError(f"more than {MAX_RECORDS} records")
    return [{_text(field, key): _scalar(field, value) for key, value in each.items()} for each in raw]


def _scalar(field: Field, raw: Any) -> Any:
    """What a record may hold, as JSON writes it."""
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float | Decimal):
        number = exact(raw)
        return format(number, "f") if isinstance(raw, Decimal) else raw
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    return _text(field, raw)


_KINDS: Mapping[str, Callable[[Field, Any], Any]] = {
    "text": _text, "personal": _text, "date": _date, "number": _number,
    "flag": _flag, "choice": _choice, "texts": _texts, "records": _records,
}  # fmt: skip
