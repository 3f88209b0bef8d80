"""期限: what is still asked for, the most urgent first."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from casework.views.deadlines import list_deadlines
from casework.views.programmes import names_of_programmes
from web.house import InHouse
from web.pages import page

__all__ = ["router"]

router = APIRouter()
A_PAGE = 200  # deadlines; who has more filters


@router.get("/deadlines")
def deadlines_page(
    request: Request,
    house: InHouse,
    programme: Annotated[str, Query(max_length=100)] = "",
    overdue: bool = False,
) -> Response:
    """Deadlines that run, are paused, or have passed and are still asked for."""
    found = list_deadlines(
        house.service, house.clock(), overdue=overdue, programme=programme, limit=A_PAGE + 1
    )
    shown = {
        "deadlines": found[:A_PAGE], "more": len(found) > A_PAGE, "asked": programme, "overdue": overdue,
        "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return page(request, "deadlines.html", shown)
