"""登录、退出、首次设密码: the way in, and out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from casework.accounts.errors import AccountRefusal, CodeNeeded, TooManyAttempts
from casework.accounts.links import link_for, use_link
from casework.accounts.sessions import sign_out as end_session
from casework.accounts.signing_in import sign_in as begin_session
from web.cookies import DEVICE, SESSION, drop, give
from web.forms import Given
from web.house import InHouse
from web.pages import page
from web.paths import inside
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
Next = Annotated[str, Query(alias="next", max_length=2000)]


@router.get("/sign-in")
def sign_in_page(request: Request, who: Signed, back: Next = "/") -> Response:
    """The form; whoever has signed in already goes on."""
    if who.no:
        return RedirectResponse(inside(back), 303)
    return _form(request, back, "", 200)


@router.post("/sign-in")
def sign_in(request: Request, house: InHouse, form: Given) -> Response:
    """Begin a session, in the place of one that may be there.

    A wrong name, password or code is told without saying which of them it was.
    """
    name, back = form.one("name"), form.one("next") or "/"
    address = request.client.host if request.client else ""
    try:
        done = begin_session(
            house.service, name, form.one("password"), form.one("code"),
            address=address, device=request.cookies.get(DEVICE, ""), now=house.clock(),
        )  # fmt: skip
    except CodeNeeded as needed:
        return _form(request, back, str(needed), 422, name=name, code=True)
    except TooManyAttempts as wait:
        return _form(request, back, str(wait), 429, name=name)
    except AccountRefusal as wrong:
        return _form(request, back, str(wrong), 422, name=name, code=bool(form.one("code")))
    end_session(house.service, request.cookies.get(SESSION, ""), house.clock())
    give(request, SESSION, done.token)
    give(request, DEVICE, done.device)
    return RedirectResponse(inside(back), 303)


@router.post("/sign-out")
def sign_out(request: Request, house: InHouse) -> Response:
    """End the session, here and in the database."""
    end_session(house.service, request.cookies.get(SESSION, ""), house.clock())
    drop(request, SESSION)
    return RedirectResponse("/sign-in", 303)


@router.get("/welcome/{token}")
def welcome_page(request: Request, house: InHouse, token: str) -> Response:
    """Where a one-time link leads: the form for a password of one's own."""
    person = link_for(house.service, token, house.clock())
    return page(
        request, "welcome.html", {"person": person, "token": token, "wrong": ""}, 200 if person else 404
    )


@router.post("/welcome/{token}")
def welcome(request: Request, house: InHouse, token: str, form: Given) -> Response:
    """Set the password; the link is used up by it."""
    link = link_for(house.service, token, house.clock())
    if form.one("password") != form.one("again"):
        wrong = "两次输入不一致 / the two do not agree"
    else:
        try:
            used = use_link(house.service, token, form.one("password"), house.clock())
            give(request, DEVICE, used.device)
            return RedirectResponse("/sign-in", 303)
        except AccountRefusal as refused:
            wrong = str(refused)
    shown = {"person": link.person if link else "", "token": token, "wrong": wrong}
    return page(request, "welcome.html", shown, 422)


def _form(
    request: Request, back: str, wrong: str, status: int, *, name: str = "", code: bool = False
) -> Response:
    shown = {"back": inside(back), "wrong": wrong, "name": name, "code": code}
    return page(request, "sign_in.html", shown, status)
