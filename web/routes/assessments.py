"""考评周期: which titles are assessed when, what came of it over the years, who is one failure from revocation."""

from fastapi import APIRouter, Request, Response

from casework.views.monitoring.cycles import list_cycles
from casework.views.programmes import names_of_programmes
from web.filters import Word
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 200  # titles; who has more filters


@router.get("/assessments")
def assessments_page(
    request: Request, house: InHouse, who: Signed, programme: Word = "", close: bool = False
) -> Response:
    """Titles in force by the day of their next assessment; ``close`` leaves those one failure from revocation."""
    found = list_cycles(
        house.service, house.clock(), programme=programme, close_to_revocation=close, sight=who.sight,
        limit=A_PAGE + 1,
    )  # fmt: skip
    shown = {
        "titles": found[:A_PAGE], "more": len(found) > A_PAGE, "asked": programme, "close": close,
        "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return page(request, "assessments.html", shown)
