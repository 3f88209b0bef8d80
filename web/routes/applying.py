"""立案申报: a new application in an open round: chosen, tried, begun as a draft."""

from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from casework.applications import apply
from casework.asked import Asked
from casework.refused import NotFound
from casework.views.applying import application_form, application_of, open_rounds
from statemachines.refusals import BadPayload
from web.forms import Form, Given
from web.house import InHouse
from web.pages import page
from web.paths import page_of
from web.payloads import payload_of
from web.routes.acting import OWN, REFUSED, filling
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
RoundNo = Annotated[str, Query(alias="round", max_length=100)]


@router.get("/cases/new")
def new_case_page(request: Request, house: InHouse, who: Signed, number: RoundNo = "") -> Response:
    """The form of an application in a round; where none is named, the rounds that are open."""
    if not number:
        return page(request, "new_case.html", {"rounds": open_rounds(house.service)})
    return filling(request, house, application_form(house.service, number, who.no), Form(), token_hex(16))


@router.post("/cases/new")
def begin_case(request: Request, house: InHouse, who: Signed, form: Given, number: RoundNo = "") -> Response:
    """Tell what would follow; with `step=do`, begin the case; with `step=back`, let it be changed."""
    step, key = form.one("step"), form.one("key") or token_hex(16)
    found = application_form(house.service, number, who.no)
    if step == "back":
        return filling(request, house, found, form, key)
    asked, given = Asked("open", who.no, house.clock()), payload_of(found, form)
    missing = [
        f"'{each.name}' is missing" for each in found.fields if each.required and each.name not in given
    ]
    if missing:
        return filling(request, house, found, form, key, _wrong(missing))
    try:
        done = apply(
            house.service, application_of(number, given), asked, key=key if step == "do" else "",
            dry_run=step != "do",
        )  # fmt: skip
    except NotFound as unknown:
        about = next((name for name, value in given.items() if _names(value, unknown.no)), "object_no")
        said = f"'{about}' “{unknown.no}” 尚未登记 / is not entered here"
        return filling(request, house, found, form, key, _wrong([said]))
    except REFUSED as refused:
        return filling(request, house, found, form, key, refused)
    if step == "do":
        return RedirectResponse(f"{page_of(done.subject)}?did=open", 303)
    sent = {name: values for name, values in form.items() if name not in OWN}
    shown = {"form": found, "done": done, "state_name": "草稿 / draft", "sent": sent, "key": key}
    return page(request, "following.html", shown)


def _names(value: object, number: str) -> bool:
    """Whether a field, or a line of it, is this number."""
    return number in value if isinstance(value, list) else number == value


def _wrong(faults: list[str]) -> BadPayload:
    """Faults of the form, each of which begins with the name of its field in quotes."""
    return BadPayload("open", "case", "", "; ".join(faults), ())
