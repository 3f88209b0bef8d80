"""名单: what is proposed, in public and closed, entry by entry, with the objections received."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.asked import Asked
from casework.views.actions import open_to
from casework.views.histories import history_of
from casework.views.lists import list_lists, show_list, within
from casework.views.programmes import names_of_programmes
from casework.views.traces import explain_deadlines
from web.filters import Word, asked_for
from web.house import InHouse
from web.pages import language_of, page
from web.seeing import require_sight
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 100  # lists
STATES = {"draft": "拟定 / draft", "published": "公示中 / in public", "closed": "公示结束 / closed"}


@router.get("/lists")
def lists_page(
    request: Request, house: InHouse, who: Signed, programme: Word = "", state: Word = "", after: Word = ""
) -> Response:
    """The lists of the programmes in which whoever looks has an office."""
    found = list_lists(
        house.service, programme=programme, state=state, after=after, limit=A_PAGE + 1, sight=who.sight
    )
    shown, asked = found[:A_PAGE], {"programme": programme, "state": state}
    told = {
        "lists": shown, "asked": asked, "states": STATES, "first": asked_for(asked), "after": after,
        "more": asked_for(asked, after=shown[-1].no) if len(found) > A_PAGE else "",
        "programmes": names_of_programmes(house.service),
    }  # fmt: skip
    return page(request, "lists.html", told)


@router.get("/lists/{number}")
def list_page(
    request: Request,
    house: InHouse,
    who: Signed,
    number: Annotated[str, Path(max_length=100)],
    did: Word = "",
) -> Response:
    """A list with its entries, its window and how it is counted, objections, and what may be done with it."""
    now, subject = house.clock(), f"list:{number}"
    require_sight(house.service, who, subject)
    found, mine = within(house.service, show_list(house.service, number), who.sight)
    public = found.list.published_on is not None
    shown = {
        "found": found, "list": found.list, "mine": mine, "did": did,
        "traces": explain_deadlines(house.service, subject, now, language_of(request)) if public else (),
        "actions": open_to(house.service, subject, Asked("", who.no, now)),
        "history": history_of(house.service, subject),
    }  # fmt: skip
    return page(request, "list.html", shown)
