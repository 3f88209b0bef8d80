"""A new case from a form, in three steps: filled in, what will follow, begun."""

from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from casework.acting import Done
from casework.refused import NotFound
from casework.views.forms.forms import ActionForm
from statemachines.refusals import BadPayload
from web.forms import Form
from web.house import House
from web.pages import page
from web.paths import page_of
from web.payloads import payload_of
from web.routes.acting import OWN, REFUSED, filling

__all__ = ["begun"]

Begin = Callable[
    [Mapping[str, Any], str, bool], Done
]  # what was filled in, the key of the request, only tried


def begun(
    request: Request, house: House, found: ActionForm, form: Form, begin: Begin, *, onto: Callable[[str], str] = page_of
) -> Response:  # fmt: skip
    """Tell what would follow; with `step=do`, begin the case; with `step=back`, let it be changed.

    ``onto`` gives the page of the case that was begun.
    """
    step, key = form.one("step"), form.one("key") or token_hex(16)
    if step == "back":
        return filling(request, house, found, form, key)
    given = payload_of(found, form)
    missing = [
        f"'{each.name}' is missing" for each in found.fields if each.required and each.name not in given
    ]
    if missing:
        return filling(request, house, found, form, key, _wrong(missing))
    try:
        done = begin(given, key if step == "do" else "", step != "do")
    except NotFound as unknown:
        about = next((name for name, value in given.items() if _names(value, unknown.no)), "object_no")
        said = f"'{about}' “{unknown.no}” 尚未登记 / is not entered here"
        return filling(request, house, found, form, key, _wrong([said]))
    except REFUSED as refused:
        return filling(request, house, found, form, key, refused)
    if step == "do":
        return RedirectResponse(f"{onto(done.subject)}?did=open", 303)
    sent = {name: values for name, values in form.items() if name not in OWN}
    shown = {
        "form": found,
        "done": done,
        "state_name": found.leads_to.get(done.state, ""),
        "sent": sent,
        "key": key,
    }
    return page(request, "following.html", shown)


def _names(value: object, number: str) -> bool:
    """Whether a field, or a line of it, is this number."""
    return number in value if isinstance(value, list) else number == value


def _wrong(faults: list[str]) -> BadPayload:
    """Faults of the form, each of which begins with the name of its field in quotes."""
    return BadPayload("open", "case", "", "; ".join(faults), ())
