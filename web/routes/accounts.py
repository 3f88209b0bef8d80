"""账号: who may sign in; links for a password, sessions ended, second factors dropped. For administrators."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from casework.accounts.codes import drop_code
from casework.accounts.links import make_link
from casework.accounts.listing import accounts
from casework.accounts.looking import looks
from casework.accounts.sessions import end_sessions
from casework.refused import NotFound
from casework.service import Service
from web.filters import Word, asked_for
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter(prefix="/accounts")
A_PAGE = 100  # people
Number = Annotated[str, Path(max_length=64)]


@router.get("")
def accounts_page(request: Request, house: InHouse, q: Word = "", after: Word = "") -> Response:
    """Everybody, with what they are and whether they can get in, a page at a time."""
    found = accounts(house.service, house.clock(), q=q.strip(), after=after, limit=A_PAGE + 1)
    more = asked_for({"q": q}, after=found[A_PAGE - 1].no) if len(found) > A_PAGE else ""
    shown = {"accounts": found[:A_PAGE], "q": q, "after": after, "first": asked_for({"q": q}), "more": more}
    return page(request, "accounts.html", shown)


@router.get("/{number}")
def person_page(request: Request, house: InHouse, number: Number, did: str = "") -> Response:
    """One person: the way in, and what an administrator has looked at."""
    return _person(request, house.service, number, house.clock(), did=did)


@router.post("/{number}/link")
def link_for_person(request: Request, house: InHouse, who: Signed, number: Number) -> Response:
    """Make a one-time link and show it, this once: it is kept nowhere."""
    now = house.clock()
    token = make_link(house.service, number, who.no, now)
    path = request.app.url_path_for("welcome_page", token=token)
    return _person(request, house.service, number, now, link=house.whole(path, request))


@router.post("/{number}/sessions/end")
def end_sessions_of(house: InHouse, who: Signed, number: Number) -> Response:
    """Sign somebody out wherever they are signed in."""
    return _done(
        house.service, number, "sessions", lambda: end_sessions(house.service, number, who.no, house.clock())
    )


@router.post("/{number}/code/drop")
def drop_code_of(house: InHouse, who: Signed, number: Number) -> Response:
    """Take the second factor off, for somebody with a new telephone; officers have to set one up again."""
    return _done(
        house.service, number, "code", lambda: drop_code(house.service, number, who.no, house.clock())
    )


def _done(service: Service, number: str, what: str, do: Callable[[], object]) -> Response:
    do()
    return RedirectResponse(f"/accounts/{number}?did={what}", 303)


def _person(
    request: Request, service: Service, number: str, now: datetime, *, did: str = "", link: str = ""
) -> Response:
    found = accounts(service, now, person_no=number)
    if not found:
        raise NotFound("person", number)
    looked = looks(service, person_no=number, limit=100)
    return page(request, "person.html", {"person": found[0], "looks": looked, "did": did, "link": link})
