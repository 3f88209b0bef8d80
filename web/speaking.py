"""Forms of the public: filled in without signing in, answered by a receipt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from fastapi import Response
from fastapi.responses import RedirectResponse

from casework.asked import Asked
from casework.refused import BadInput, Conflict, RequestReused
from casework.speaking import speak
from casework.views.forms.forms import ActionForm, form_of
from errors import ShenbaoError
from statemachines.refusals import BadPayload, Refusal
from web.forms import Form
from web.house import House

__all__ = ["Refused", "public_form", "send", "to_receipt", "told"]

KEY = re.compile("[0-9a-f]{32}")
SENT = "已用其他内容提交过；再次提交将另计一件 / sent before with other words; sending it again makes another one"


@dataclass(frozen=True)
class Refused:
    """Why something was not taken, as the form shows it: in whole, and by field."""

    said: str = ""
    by_field: Mapping[str, str] = field(default_factory=dict)
    status: int = 422


def public_form(house: House, case_no: str, action: str) -> ActionForm:
    """What the programme asks of the public for an action on a case; raises Refusal where it is not open to it."""
    return form_of(house.service, f"case:{case_no}", action, Asked(action, "public", house.clock()))


def send(
    house: House, form: Form, asked: ActionForm, more: Mapping[str, list[str]] | None = None
) -> str | Refused:
    """Send what was typed, and ``more`` by field; returns the key of the receipt, or why it was not taken."""
    typed = [each.name for each in asked.fields if each.kind != "texts"]
    words: dict[str, Any] = {name: form.one(name) for name in typed if form.one(name)}
    words |= {name: values for name, values in (more or {}).items() if values}
    missing = {
        each.name: f"{each.name} is missing"
        for each in asked.fields
        if each.required and each.name not in words
    }
    if missing:
        return Refused(by_field=missing)
    key = form.one("key") if KEY.fullmatch(form.one("key")) else token_hex(16)
    try:
        speak(house.service, asked.subject, asked.action, words, key=key, now=house.clock())
    except RequestReused:
        return Refused(SENT, status=409)
    except (Refusal, BadInput, Conflict) as refused:
        return told(refused)
    return key


def to_receipt(key: str) -> Response:
    """On to the receipt of what was sent."""
    return RedirectResponse(f"/public/receipts/{key}", 303)


def told(refused: ShenbaoError) -> Refused:
    """A refusal of the action, in words for the public: who may do what else is not theirs to know."""
    if isinstance(refused, BadPayload):
        return Refused(by_field=refused.by_field)
    said = refused.reason if isinstance(refused, Refusal) else str(refused)
    return Refused(said, status=409 if isinstance(refused, Conflict) else 422)
