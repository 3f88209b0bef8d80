"""立案: a case that a body starts by itself, outside any round, such as the draft of a policy."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from casework.acting import Done
from casework.asked import Asked
from casework.starting import start_case
from casework.views.forms.starting import starting_form
from web.beginning import begun
from web.filters import Word
from web.forms import Form, Given
from web.house import InHouse
from web.routes.acting import filling
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
Number = Annotated[str, Path(max_length=100)]


@router.get("/programmes/{number}/start")
def start_page(
    request: Request, house: InHouse, who: Signed, number: Number, procedure: Word = ""
) -> Response:
    """The form of a case that a body starts: what it is about, and the facts of it."""
    found = starting_form(house.service, number, procedure, who.no, house.clock())
    return filling(request, house, found, Form(), token_hex(16))


@router.post("/programmes/{number}/start")
def start(
    request: Request, house: InHouse, who: Signed, form: Given, number: Number, procedure: Word = ""
) -> Response:
    """Tell what would follow; with `step=do`, start the case."""

    def begin(given: Mapping[str, Any], key: str, dry_run: bool) -> Done:
        facts = {name: value for name, value in given.items() if name != "object_no"}
        asked = Asked("open", who.no, house.clock())
        return start_case(
            house.service, number, procedure, given["object_no"], asked, facts=facts, key=key, dry_run=dry_run
        )

    found = starting_form(house.service, number, procedure, who.no, house.clock())
    return begun(request, house, found, form, begin)
