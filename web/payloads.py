"""What was filled in, as an action takes it: by the fields that its form declares."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from casework.views.forms.forms import ActionForm, FormField
from statemachines.typed import typed_day, typed_number
from web.forms import Form

__all__ = ["payload_of"]


def payload_of(found: ActionForm, form: Form) -> dict[str, Any]:
    """The payload of an action; what was left empty is left out, what is wrong is handed on to be judged.

    Numbers and days are written as people here write them: digits may be full-width, thousands parted by commas, a
    figure may bear a unit (1.2亿元), a day may be 2025年6月20日.
    """
    given = {each.name: _READ.get(each.kind, _text)(each, form) for each in found.fields}
    return {name: value for name, value in given.items() if value not in (None, "", [])}


def _text(field: FormField, form: Form) -> Any:
    return form.one(field.name)


def _number(field: FormField, form: Form) -> Any:
    return plain_number(form.one(field.name))


def plain_number(text: str) -> str:
    """１２，３００ → 12300; what is no number stays as it is."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return plain if plain.replace(".", "", 1).removeprefix("-").isdigit() else text


def _date(field: FormField, form: Form) -> Any:
    return typed_day(form.one(field.name))


def _flag(field: FormField, form: Form) -> Any:
    return {"true": True, "false": False}.get(form.one(field.name))


def _texts(field: FormField, form: Form) -> Any:
    given = form.get(field.name, [])
    return given if field.lines else [line for text in given for line in text.split("\n") if line]


def _records(field: FormField, form: Form) -> Any:
    return _RECORDS[field.name](field, form) if field.name in _RECORDS else []


def _papers(field: FormField, form: Form) -> list[dict[str, Any]]:
    there = set(form.get(field.name, []))
    return [
        {
            "material": line.id,
            **_copies(form.one(f"{field.name}.{line.id}.copies")),
            **_form(form.one(f"{field.name}.{line.id}.form")),
        }
        for line in field.lines
        if line.id in there
    ]


def _copies(text: str) -> dict[str, Any]:
    number = plain_number(text)
    return {"copies": int(number) if number.isdecimal() else text} if text else {}


def _form(text: str) -> dict[str, str]:
    return {"form": text} if text else {}


def _figures(field: FormField, form: Form) -> list[dict[str, Any]]:
    stated = {line.id: typed_number(form.one(f"{field.name}.{line.id}"), line.remark) for line in field.lines}
    return [
        {"indicator": id, "value": value, **_planned(form.one(f"{field.name}.{id}.planned"))}
        for id, value in stated.items()
        if value
    ]


def _planned(ticked: str) -> dict[str, bool]:
    return {"planned": True} if ticked else {}


def _findings(field: FormField, form: Form) -> list[dict[str, Any]]:
    judged = {line.id: form.one(f"{field.name}.{line.id}") for line in field.lines}
    return [
        {"criterion": id, "met": met == "true", "reason": form.one(f"{field.name}.{id}.reason")}
        for id, met in judged.items()
        if met in ("true", "false")
    ]


def _items(field: FormField, form: Form) -> list[dict[str, Any]]:
    told = {line.id: form.one(f"{field.name}.{line.id}") for line in field.lines}
    return [{"item": id, "finding": text} for id, text in told.items() if text]


_READ: Mapping[str, Callable[[FormField, Form], Any]] = {
    "date": _date, "number": _number, "flag": _flag, "texts": _texts, "records": _records,
}  # fmt: skip
_RECORDS: Mapping[str, Callable[[FormField, Form], list[dict[str, Any]]]] = {
    "materials": _papers, "indicators": _figures, "findings": _findings, "checked": _findings, "items": _items,
}  # fmt: skip
