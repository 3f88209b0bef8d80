"""现场核查: the report of a check with its photographs, filled in on a telephone where it takes place."""

from secrets import token_hex
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from casework.asked import Asked
from casework.handed_in.uploads import PHOTO, UploadRefused, enter, require_place, withdraw
from casework.refused import NotFound
from casework.views.forms.forms import ActionForm, form_of
from casework.views.visits import visits_of
from files.errors import FileRefused, TooLarge
from files.kinds import KINDS
from statemachines.refusals import Refusal
from web.fields import Form
from web.filters import Word
from web.forms import Given
from web.house import House, InHouse
from web.pages import page
from web.seeing import require_sight
from web.sending import SeveralFiles
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter(prefix="/inspections")
IMAGES = ("jpg", "png")
NOT_IMAGES = "照片请用 JPG 或 PNG / photographs are JPG or PNG"
NONE = "请先选择照片 / choose photographs first"


@router.get("/{number}")
def inspection_page(request: Request, house: InHouse, who: Signed, number: str, did: Word = "") -> Response:
    """The reports of a case, and the form of the one that is to be made now."""
    require_sight(house.service, who, f"case:{number}")
    return _page(request, house, who, number, did=did)


def _admitted(house: InHouse, who: Signed, number: str) -> None:
    """Refuse photographs that may not come, before any of them is read."""
    require_sight(house.service, who, f"case:{number}")
    require_place(house.service, f"case:{number}", PHOTO, by=who.no, now=house.clock())


@router.post("/{number}/photographs", dependencies=[Depends(_admitted)])
def send_photographs(
    request: Request, house: InHouse, who: Signed, number: str, sent: SeveralFiles
) -> Response:
    """Take photographs, several at once; those before one that is refused are kept."""
    try:
        if not sent.files:
            raise UploadRefused(NONE)
        for each in sent.files:
            if each.taken.kind not in IMAGES:
                raise UploadRefused(f"{each.name}：{NOT_IMAGES}")
            enter(house.service, f"case:{number}", PHOTO, each.name, each.taken, by=who.no, now=house.clock())
    except (FileRefused, UploadRefused) as refused:
        status = 413 if isinstance(refused, TooLarge) else 422
        return _page(request, house, who, number, status, wrong=str(refused))
    return _back(number, "sent")


@router.post("/{number}/photographs/withdraw")
def withdraw_photograph(request: Request, house: InHouse, who: Signed, form: Given, number: str) -> Response:
    """Withdraw a photograph before the report is made."""
    require_sight(house.service, who, f"case:{number}")
    try:
        withdraw(house.service, form.one("file")[:100], by=who.no, now=house.clock())
    except (NotFound, UploadRefused) as refused:
        return _page(request, house, who, number, 409, wrong=str(refused))
    return _back(number, "withdrawn")


def _back(number: str, did: str) -> Response:
    return RedirectResponse(f"/inspections/{quote(number, safe='')}?did={did}#photographs", 303)


def _page(
    request: Request,
    house: House,
    who: Who,
    number: str,
    status: int = 200,
    *,
    did: str = "",
    wrong: str = "",
) -> Response:
    found = visits_of(house.service, number)
    forms = {
        action: form
        for action in ("pass_site_check", "fail_site_check")
        if found.waits and (form := _form(house, who, number, action))
    }
    shown = {
        "found": found, "forms": forms, "sent": Form(), "key": token_hex(16), "did": did, "wrong": wrong,
        "endings": [ending for kind in IMAGES for ending in KINDS[kind].endings], "limit": house.service.files.limit,
    }  # fmt: skip
    return page(request, "inspection.html", shown, status)


def _form(house: House, who: Who, number: str, action: str) -> ActionForm | None:
    try:
        return form_of(house.service, f"case:{number}", action, Asked(action, who.no, house.clock()))
    except Refusal:
        return None
