"""称号: who holds which title, and what its assessments came to over the years."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.asked import Asked
from casework.views.actions import open_to
from casework.views.histories import history_of
from casework.views.programmes import names_of_programmes
from casework.views.titles import grades_of, list_titles, show_title
from casework.views.traces import explain_deadlines
from web.filters import Word, asked_for
from web.house import InHouse
from web.pages import language_of, page
from web.seeing import require_sight
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 100  # titles
STATES = {
    "issued": "已印发，未施行 / issued, not in effect yet", "in_force": "有效 / in force",
    "revoked": "已取消 / revoked", "expired": "已失效 / expired",
}  # fmt: skip


@router.get("/titles")
def titles_page(
    request: Request, house: InHouse, who: Signed, q: Word = "", programme: Word = "", state: Word = "",
    after: Word = "",
) -> Response:  # fmt: skip
    """Titles within sight, in the order of their numbers, with their grades over the years."""
    found = list_titles(
        house.service, house.clock(), q=q, programme=programme, state=state, after=after, limit=A_PAGE + 1,
        sight=who.sight,
    )  # fmt: skip
    shown = found[:A_PAGE]
    asked = {"q": q, "programme": programme, "state": state}
    more = asked_for(asked, after=shown[-1].no) if len(found) > A_PAGE else ""
    told = {
        "titles": shown, "grades": grades_of(house.service, [each.no for each in shown]), "asked": asked,
        "states": STATES, "first": asked_for(asked), "more": more, "after": after,
        "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return page(request, "titles.html", told)


@router.get("/titles/{number}")
def title_page(
    request: Request,
    house: InHouse,
    who: Signed,
    number: Annotated[str, Path(max_length=100)],
    did: Word = "",
) -> Response:
    """A title with its assessments and what they led to, its dates explained, and what may be done with it."""
    now, subject = house.clock(), f"title:{number}"
    require_sight(house.service, who, subject)
    found = show_title(house.service, number, now)
    traces = explain_deadlines(house.service, subject, now, language_of(request)) if found.deadlines else ()
    shown = {
        "found": found, "title": found.title, "did": did, "traces": traces,
        "actions": open_to(house.service, subject, Asked("", who.no, now)),
        "history": history_of(house.service, subject),
    }  # fmt: skip
    return page(request, "title.html", shown)
