"""异议: anybody objects to an entry of a notice while its window is open, and gets a receipt."""

from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.views.forms import ActionForm
from casework.views.notices import NoticeDetail, NoticeEntry, show_notice
from casework.views.receipts import receipt_of
from statemachines.refusals import Refusal
from web.floods import counted, ticket_for
from web.forms import Form, Given
from web.house import House, InHouse
from web.pages import page
from web.speaking import Refused, public_form, send

__all__ = ["router"]

router = APIRouter(prefix="/public")
Number = Annotated[str, Path(max_length=100)]
CHOOSE = "请选择名单中的一项 / choose an entry of the list"
NOT_THIS = "该项已不受理异议 / this entry takes no objections any longer"


@router.get("/notices/{number}/object")
def objection_page(request: Request, house: InHouse, number: Number) -> Response:
    """The form, and what follows from an objection; outside the window, why there is none."""
    return _filling(
        request, house, show_notice(house.service, number), Form(), token_hex(16), Refused(status=200)
    )


@router.post("/notices/{number}/object")
def object_to_entry(request: Request, house: InHouse, form: Given, number: Number) -> Response:
    """Take an objection to the chosen entry; leads to its receipt. It is counted before it is looked at."""
    too_much = counted(request, house, f"list:{number}")
    if too_much is not None:
        return too_much
    found = show_notice(house.service, number)
    entry = _chosen(found, form)
    if entry is None:
        refused = Refused(by_field={"entry": CHOOSE})
    else:
        try:
            asked = public_form(house, entry.case_no, "object")
        except Refusal:
            refused = Refused(by_field={"entry": NOT_THIS})
        else:
            sent = send(house, form, asked)
            if isinstance(sent, Response):
                return sent
            refused = sent
    return _filling(
        request, house, found, form, form.one("key") if refused.status != 409 else token_hex(16), refused
    )


@router.get("/receipts/{key}")
def public_receipt(
    request: Request, house: InHouse, key: Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
) -> Response:
    """That something was received: its number, and when. Only whoever sent it knows the address."""
    return page(request, "public_receipt.html", {"receipt": receipt_of(house.service, key)})


def _chosen(found: NoticeDetail, form: Form) -> NoticeEntry | None:
    return next((each for each in found.entries if str(each.place) == form.one("entry")), None)


def _filling(
    request: Request, house: House, found: NoticeDetail, sent: Form, key: str, refused: Refused
) -> Response:
    asked = _asked(house, found) if found.notice.takes_objections(house.clock()) else None
    shown = {
        "found": found, "form": asked, "sent": sent, "key": key, "refused": refused,
        "ticket": ticket_for(request, house, f"list:{found.notice.no}"),
    }  # fmt: skip
    return page(request, "public_objection.html", shown, refused.status)


def _asked(house: House, found: NoticeDetail) -> ActionForm | None:
    """What the programme asks of whoever objects: the same for all entries of a list, so the first that takes any."""
    for each in found.entries:
        try:
            return public_form(house, each.case_no, "object")
        except Refusal:
            continue
    return None
