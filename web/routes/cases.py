"""申报件: cases in a list by filter, and one case in full."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from casework.asked import Asked
from casework.views.case import case_detail
from casework.views.cases import CaseFilter, list_cases
from casework.views.deadlines import explain_deadlines
from casework.views.histories import history_of
from casework.views.letters import list_letters
from casework.views.programmes import names_of_programmes
from web.house import InHouse
from web.pages import templates

__all__ = ["router"]

router = APIRouter()
A_PAGE = 50  # cases
Word = Annotated[str, Query(max_length=100)]


@router.get("/cases")
def cases_page(
    request: Request, house: InHouse, programme: Word = "", procedure: Word = "", state: Word = "",
    round: Word = "", region: Word = "", running: bool = False, after: Word = "",
) -> Response:  # fmt: skip
    """Cases for which all that is given holds, in the order of their numbers, a page at a time."""
    asked = {
        "programme": programme, "procedure": procedure, "state": state, "round": round, "region": region,
    }  # fmt: skip
    wanted = CaseFilter(
        programme=programme, procedure=procedure, state=state, round_no=round, region=region, running=running,
        after=after,
    )  # fmt: skip
    found = list_cases(house.service, wanted, house.clock(), A_PAGE + 1)
    given = {name: value for name, value in asked.items() if value} | ({"running": "true"} if running else {})
    more = urlencode({**given, "after": found[A_PAGE - 1].no}) if len(found) > A_PAGE else ""
    shown = {
        "cases": found[:A_PAGE], "asked": asked, "running": running, "more": more, "first": urlencode(given),
        "after": after, "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return templates.TemplateResponse(request, "cases.html", shown)


@router.get("/cases/{number}")
def case_page(request: Request, house: InHouse, number: str) -> Response:
    """Where a case is, what comes next, who must act until when, and how it came there.

    Personal words of the history are left out as long as nobody signs in.
    """
    now, subject = house.clock(), f"case:{number}"
    found = case_detail(house.service, number, Asked("", "", now))
    shown = {
        "found": found,
        "case": found.case,
        "traces": explain_deadlines(house.service, subject, now) if found.deadlines else (),
        "history": history_of(house.service, subject),
        "letters": list_letters(house.service, subject=subject, limit=200),
    }
    return templates.TemplateResponse(request, "case.html", shown)
