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
from web.pages import page
from web.seeing import require_sight
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 50  # cases
Word = Annotated[str, Query(max_length=100)]


@router.get("/cases")
def cases_page(
    request: Request, house: InHouse, who: Signed, q: Word = "", programme: Word = "", procedure: Word = "",
    state: Word = "", round: Word = "", region: Word = "", title: Word = "", running: bool = False,
    overdue: bool = False, after: Word = "",
) -> Response:  # fmt: skip
    """Cases for which all that is given holds, in the order of their numbers, a page at a time."""
    asked = {
        "q": q, "programme": programme, "procedure": procedure, "state": state, "round": round, "region": region,
        "title": title,
    }  # fmt: skip
    wanted = CaseFilter(
        q=q, programme=programme, procedure=procedure, state=state, round_no=round, region=region, title_no=title,
        running=running, overdue=overdue, after=after,
    )  # fmt: skip
    found = list_cases(house.service, wanted, house.clock(), A_PAGE + 1, sight=who.sight)
    flags = {name: "true" for name, value in (("running", running), ("overdue", overdue)) if value}
    given = {name: value for name, value in asked.items() if value} | flags
    more = urlencode({**given, "after": found[A_PAGE - 1].no}) if len(found) > A_PAGE else ""
    shown = {
        "cases": found[:A_PAGE], "asked": asked, "running": running, "overdue": overdue, "more": more,
        "first": urlencode(given), "after": after, "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return page(request, "cases.html", shown)


@router.get("/cases/{number}")
def case_page(request: Request, house: InHouse, who: Signed, number: str, did: Word = "") -> Response:
    """Where a case is, what comes next, who must act until when, and how it came there.

    Letters and what officers wrote are shown to those who act for an authority.
    """
    now, subject = house.clock(), f"case:{number}"
    require_sight(house.service, who, subject)
    found = case_detail(house.service, number, Asked("", who.no, now))
    shown = {
        "found": found,
        "case": found.case,
        "did": did,
        "traces": explain_deadlines(house.service, subject, now) if found.deadlines else (),
        "history": history_of(house.service, subject),
        "letters": list_letters(house.service, subject=subject, limit=200) if who.office else None,
    }
    return page(request, "case.html", shown)
