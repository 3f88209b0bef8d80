"""申报件: cases in a list by filter, and one case in full."""

from fastapi import APIRouter, Request, Response

from casework.asked import Asked
from casework.views.case import case_detail
from casework.views.cases import list_cases
from casework.views.defences import defences_of
from casework.views.duties import list_sanctions
from casework.views.histories import history_of
from casework.views.letters import list_letters
from casework.views.lists import list_of_case
from casework.views.objections import objections_of
from casework.views.programmes import names_of_programmes
from casework.views.traces import explain_deadlines
from web.drawing import drawn
from web.filters import Wanted, Word
from web.house import InHouse
from web.pages import language_of, page
from web.seeing import require_sight
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 50  # cases


@router.get("/cases")
def cases_page(request: Request, house: InHouse, who: Signed, wanted: Wanted) -> Response:
    """Cases for which all that is given holds, in the order of their numbers, a page at a time."""
    with house.service.store.one_moment():
        found = list_cases(house.service, wanted.filter, house.clock(), A_PAGE + 1, sight=who.sight)
        programmes = names_of_programmes(house.service)
    more = wanted.address(after=found[A_PAGE - 1].no) if len(found) > A_PAGE else ""
    shown = {
        "cases": found[:A_PAGE], "asked": wanted.asked, "narrowed": wanted.filter, "more": more,
        "first": wanted.address(), "programmes": programmes,
    }  # fmt: skip
    return page(request, "cases.html", shown)


@router.get("/cases/{number}")
def case_page(request: Request, house: InHouse, who: Signed, number: str, did: Word = "") -> Response:
    """Where a case is, what comes next, who must act until when, and how it came there.

    Letters and what officers wrote are shown to those who act for an authority.
    """
    now, subject = house.clock(), f"case:{number}"
    with house.service.store.one_moment():
        require_sight(house.service, who, subject)
        found = case_detail(house.service, number, Asked("", who.no, now))
        shown = {
            "found": found,
            "case": found.case,
            "drawing": drawn(
                found.machine, found.programme_name, language_of(request), found.case.state, found.been
            ),
            "did": did,
            "list_no": list_of_case(house.service, number) if who.office else "",
            "defences": defences_of(house.service, found.machine, found.case.state, number),
            "objections": objections_of(house.service, number) if who.office else (),
            "sanctions": list_sanctions(house.service, case_no=number) if found.case.ended_at else (),
            "traces": explain_deadlines(house.service, subject, now) if found.deadlines else (),
            "history": history_of(house.service, subject),
            "letters": list_letters(house.service, subject=subject, limit=200) if who.office else None,
        }
    return page(request, "case.html", shown)
