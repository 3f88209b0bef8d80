"""我的申报: where applicants begin: what is asked of them, what they may apply for, their cases, results, letters."""

from fastapi import APIRouter, Request, Response

from casework.asked import Asked
from casework.rights.sight import Sight
from casework.views.case import case_detail
from casework.views.forms.basis import basis_of
from casework.views.forms.guide import guide_of
from casework.views.histories import history_of
from casework.views.own import open_calls, own_cases, own_letters
from casework.views.titles import list_titles
from casework.views.traces import explain_deadlines
from web.filters import Word
from web.house import InHouse
from web.pages import page
from web.seeing import require_sight
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter(prefix="/apply")
TITLES = 100


@router.get("")
def apply_home(request: Request, house: InHouse, who: Signed) -> Response:
    """What waits for the applicant, the most urgent first; open rounds, drafts, cases, titles, letters."""
    now, mine = house.clock(), sorted(who.sight.organisations)
    shown = {
        "own": own_cases(house.service, who.no, mine, now),
        "calls": open_calls(house.service, who.no, now),
        "titles": list_titles(house.service, now, limit=TITLES, sight=Sight(organisations=frozenset(mine))),
        "letters": own_letters(house.service, who.no, mine),
    }
    return page(request, "apply.html", shown)


@router.get("/{number}")
def own_case(
    request: Request, house: InHouse, who: Signed, number: str, did: Word = "", gone: Word = ""
) -> Response:
    """One case as its applicant sees it: where it is, what comes next, who must act until when, what came of it."""
    now, subject = house.clock(), f"case:{number}"
    require_sight(house.service, own(who), subject)
    found = case_detail(house.service, number, Asked("", who.no, now))
    history = history_of(house.service, subject)
    shown = {
        "found": found, "case": found.case, "did": did, "gone": gone,
        "guide": guide_of(house.service, number, who.no, now),
        "basis": basis_of(house.service, number),
        "history": [line for line in history if line.source != line.target],
        "traces": explain_deadlines(house.service, subject, now) if found.deadlines else (),
        "letters": own_letters(house.service, who.no, sorted(who.sight.organisations), case_no=number),
    }  # fmt: skip
    return page(request, "own_case.html", shown)


def own(who: Who) -> Who:
    """Somebody as an applicant only: an officer who also applies sees here what is its own."""
    sight = Sight(organisations=who.sight.organisations)
    return Who(who.no, who.name, who.roles, sight, who.language, who.csrf, who.demonstration)
