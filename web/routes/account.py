"""本人账号: the second factor, and where one is signed in."""

import segno
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from casework.accounts.changing import change_password as change
from casework.accounts.codes import begin_code as begin
from casework.accounts.codes import confirm_code as confirm
from casework.accounts.codes import has_code
from casework.accounts.errors import AccountRefusal
from web.cookies import SESSION, drop
from web.forms import Given
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()


@router.get("/account")
def account_page(request: Request, house: InHouse, who: Signed) -> Response:
    """Who one is here, and whether the second factor is set up."""
    return page(request, "account.html", {"coded": has_code(house.service, who.no), "wrong": ""})


@router.post("/account/password")
def change_password(request: Request, house: InHouse, who: Signed, form: Given) -> Response:
    """Take another password; everybody signed in as this person has to sign in anew."""
    wrong = ""
    if form.one("password") != form.one("again"):
        wrong = "两次输入不一致 / the two do not agree"
    else:
        try:
            change(house.service, who.no, form.one("current"), form.one("password"), house.clock())
            drop(request, SESSION)
            return RedirectResponse("/sign-in", 303)
        except AccountRefusal as refused:
            wrong = str(refused)
    return page(request, "account.html", {"coded": has_code(house.service, who.no), "wrong": wrong}, 422)


@router.post("/account/code")
def begin_code(request: Request, house: InHouse, who: Signed) -> Response:
    """Show the secret for an authenticator, as a picture and in letters; it holds once a code of it was entered."""
    return _enrolling(request, house, who, "")


@router.post("/account/code/confirm")
def confirm_code(request: Request, house: InHouse, who: Signed, form: Given) -> Response:
    """Take the second factor into use."""
    try:
        token = request.cookies.get(SESSION, "")
        confirm(house.service, who.no, form.one("code"), house.clock(), token=token)
    except AccountRefusal as wrong:
        return _enrolling(request, house, who, str(wrong))
    return RedirectResponse("/account", 303)


def _enrolling(request: Request, house: InHouse, who: Signed, wrong: str) -> Response:
    found = begin(house.service, who.no, house.clock())
    picture = segno.make(found.uri).svg_inline(scale=4, omitsize=False)
    shown = {"secret": found.secret, "picture": picture, "wrong": wrong}
    return page(request, "code.html", shown, 422 if wrong else 200)
