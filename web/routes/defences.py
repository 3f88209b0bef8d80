"""答辩安排: the defences that are to be held, day by day, to be printed and hung up."""

from fastapi import APIRouter, Request, Response

from casework.views.defences import list_defences
from casework.views.programmes import names_of_programmes
from web.filters import Word
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()


@router.get("/defences")
def defences_page(request: Request, house: InHouse, who: Signed, programme: Word = "") -> Response:
    """Who defends when, in which order and where, of the cases within sight."""
    found = list_defences(house.service, sight=who.sight, programme_id=programme)
    shown = {"defences": found, "asked": programme, "programmes": names_of_programmes(house.service)}
    return page(request, "defences.html", shown)
