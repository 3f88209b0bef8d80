"""称号名录、惩戒公布: who holds which title, and whom the rules keep out, for everybody to read."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from calendars import day_of
from casework.printing.certificates import has_certificate
from casework.views.programmes import names_of_programmes
from casework.views.public.announced import list_announced
from casework.views.public.rectifying import rectifying_since
from casework.views.titles import list_titles, show_title
from web.filters import Word, asked_for
from web.house import InHouse
from web.public import public_page

__all__ = ["router"]

router = APIRouter(prefix="/public")
A_PAGE = 50  # rows
MENDING = "rectifying"
STATES = {
    "in_force": "有效 / in force", MENDING: "整改中 / under rectification", "revoked": "已取消 / revoked",
    "expired": "已失效 / expired",
}  # fmt: skip
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/titles")
def public_titles(
    request: Request, house: InHouse, q: Word = "", programme: Word = "", state: Word = "", after: Word = ""
) -> Response:
    """The register of titles, in the order of their numbers."""
    found = list_titles(
        house.service, house.clock(), q=q, programme=programme, state="" if state == MENDING else state, after=after,
        limit=A_PAGE + 1, rectifying=state == MENDING,
    )  # fmt: skip
    shown, asked = found[:A_PAGE], {"q": q, "programme": programme, "state": state}
    told = {
        "titles": shown, "since": rectifying_since(house.service, [each.no for each in shown]), "asked": asked,
        "states": STATES, "before": asked_for(asked) if after else None,
        "after": asked_for(asked, after=shown[-1].no) if len(found) > A_PAGE else None,
        "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return public_page(request, "public_titles.html", told)


@router.get("/titles/{number}")
def public_title(request: Request, house: InHouse, number: Annotated[str, Path(max_length=100)]) -> Response:
    """One title: who holds it, and whether it is in force."""
    found = show_title(house.service, number, house.clock())
    programmes = {each.id: each.name for each in names_of_programmes(house.service)}
    shown = {
        "title": found.title, "since": rectifying_since(house.service, [number]).get(number),
        "programme_name": programmes[found.title.programme],
        "certified": has_certificate(house.service, number),
    }  # fmt: skip
    return public_page(request, "public_title.html", shown)


@router.get("/sanctions")
def public_sanctions(
    request: Request, house: InHouse, programme: Word = "", page: PageNumber = 1
) -> Response:
    """The sanctions that are announced and in force, the newest first."""
    found = list_announced(
        house.service, day_of(house.clock()), programme=programme, limit=A_PAGE + 1, skip=(page - 1) * A_PAGE
    )
    asked = {"programme": programme}
    shown = {
        "sanctions": found[:A_PAGE], "asked": asked, "programmes": names_of_programmes(house.service),
        "before": asked_for(asked, page=str(page - 1)) if page > 1 else None,
        "after": asked_for(asked, page=str(page + 1)) if len(found) > A_PAGE else None,
    }  # fmt: skip
    return public_page(request, "public_sanctions.html", shown)
