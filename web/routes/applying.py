"""立案申报: a new application in an open round: chosen, tried, begun as a draft."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from casework.acting import Done
from casework.applications import apply
from casework.asked import Asked
from casework.steps import number_of
from casework.views.forms.applying import application_form, application_of, open_rounds
from web.beginning import begun
from web.forms import Form, Given
from web.house import InHouse
from web.pages import page
from web.routes.acting import filling
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

    def begin(given: Mapping[str, Any], key: str, dry_run: bool) -> Done:
        asked = Asked("open", who.no, house.clock(), dict(given))
        return apply(house.service, application_of(number, given), asked, key=key, dry_run=dry_run)

    found = application_form(house.service, number, who.no)
    return begun(request, house, found, form, begin, onto=lambda subject: f"/apply/{number_of(subject)}")
