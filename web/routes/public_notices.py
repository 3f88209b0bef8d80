"""公示: lists in public, for everybody to read."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from casework.views.programmes import names_of_programmes
from casework.views.public.notices import list_notices, show_notice
from casework.views.traces import explain_deadlines
from web.filters import Word, asked_for
from web.house import InHouse
from web.pages import language_of
from web.public import public_page

__all__ = ["router"]

router = APIRouter(prefix="/public/notices")
A_PAGE = 50  # notices
Number = Annotated[str, Path(max_length=100)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("")
def public_notices(
    request: Request, house: InHouse, programme: Word = "", open: bool = False, page: PageNumber = 1
) -> Response:
    """The notices, the newest first; `open` leaves those that take objections now."""
    now = house.clock()
    found = list_notices(
        house.service, now, programme=programme, open_only=open, limit=A_PAGE + 1, skip=(page - 1) * A_PAGE
    )
    asked = {"programme": programme, "open": "true" if open else ""}
    shown = {
        "notices": found[:A_PAGE], "now": now, "asked": asked, "programmes": names_of_programmes(house.service),
        "before": asked_for(asked, page=str(page - 1)) if page > 1 else None,
        "after": asked_for(asked, page=str(page + 1)) if len(found) > A_PAGE else None,
    }  # fmt: skip
    return public_page(request, "public_notices.html", shown)


@router.get("/{number}")
def public_notice(request: Request, house: InHouse, number: Number) -> Response:
    """A notice: where and how long it is in public and how that is counted, what it says, and what proves it."""
    now, found = house.clock(), show_notice(house.service, number)
    traces = explain_deadlines(house.service, f"list:{number}", now, language_of(request))
    return public_page(request, "public_notice.html", {"found": found, "now": now, "traces": traces})
