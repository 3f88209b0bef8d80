"""异议: anybody objects to an entry of a notice while its window is open, with evidence, and gets a receipt."""

from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from casework.handed_in.uploads import EVIDENCE, UploadRefused, enter
from casework.views.forms.forms import ActionForm
from casework.views.public.notices import NoticeDetail, NoticeEntry, show_notice
from casework.views.public.receipts import receipt_of
from files.errors import FileRefused
from files.kinds import KINDS
from statemachines.refusals import Refusal
from web.fields import Form
from web.floods import counted, ticket_for
from web.house import House, InHouse
from web.pages import page
from web.sending import LARGEST_EVIDENCE, Evidence, Sent
from web.speaking import Refused, public_form, send, to_receipt

__all__ = ["router"]

router = APIRouter(prefix="/public")
CHOOSE = "请选择名单中的一项 / choose an entry of the list"
NOT_THIS = "该项已不受理异议 / this entry takes no objections any longer"
CLOSED = "本公示现不受理异议 / this notice takes no objections now"
AGAIN = "请重新选择文件 / choose the files again"


def _admitted(request: Request, house: InHouse, number: str) -> None:
    """Count it before anything else; outside the window nothing of it is read."""
    counted(request, house, f"list:{number}")
    if not show_notice(house.service, number).notice.takes_objections(house.clock()):
        raise UploadRefused(CLOSED)


@router.get("/notices/{number}/object")
def objection_page(
    request: Request, house: InHouse, number: Annotated[str, Path(max_length=100)]
) -> Response:
    """The form, and what follows from an objection; outside the window, why there is none."""
    found = show_notice(house.service, number)
    return _filling(request, house, found, Form(), token_hex(16), Refused(status=200))


@router.post("/notices/{number}/object", dependencies=[Depends(_admitted)])
def object_to_entry(request: Request, house: InHouse, number: str, given: Evidence) -> Response:
    """Take an objection to the chosen entry with its evidence; leads to its receipt."""
    found, form = show_notice(house.service, number), given.form
    sent = _send(house, found, given)
    if isinstance(sent, str):
        return to_receipt(sent)
    key = form.one("key") if sent.status != 409 else token_hex(16)
    return _filling(request, house, found, form, key, sent, files=bool(given.files))


@router.get("/receipts/{key}")
def public_receipt(
    request: Request, house: InHouse, key: Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
) -> Response:
    """That something was received: its number, and when. Only whoever sent it knows the address."""
    return page(request, "public_receipt.html", {"receipt": receipt_of(house.service, key)})


def _send(house: House, found: NoticeDetail, given: Sent) -> str | Refused:
    entry = _chosen(found, given.form)
    if entry is None:
        return Refused(by_field={"entry": CHOOSE})
    try:
        asked = public_form(house, entry.case_no, "object")
    except Refusal:
        return Refused(by_field={"entry": NOT_THIS})
    try:
        digests = list(dict.fromkeys(each.taken.digest for each in given.files))
    except FileRefused as refused:
        return Refused(by_field={"evidence": str(refused)})
    sent = send(house, given.form, asked, {"evidence": digests})
    if isinstance(sent, str):
        _enter(house, sent, given)
    return sent


def _enter(house: House, key: str, given: Sent) -> None:
    """The files of an objection that was taken: the digests stand in its entry, the names beside it."""
    about = f"objection:{receipt_of(house.service, key).number}"
    for each in given.files:
        enter(house.service, about, EVIDENCE, each.name, each.taken, by="", now=house.clock())


def _chosen(found: NoticeDetail, form: Form) -> NoticeEntry | None:
    return next((each for each in found.entries if str(each.place) == form.one("entry")), None)


def _filling(
    request: Request, house: House, found: NoticeDetail, sent: Form, key: str, refused: Refused, *,
    files: bool = False,
) -> Response:  # fmt: skip
    asked = _asked(house, found) if found.notice.takes_objections(house.clock()) else None
    by_field = {"evidence": AGAIN, **refused.by_field} if files else refused.by_field
    shown = {
        "found": found, "form": asked, "sent": sent, "key": key, "refused": refused, "wrong": by_field,
        "ticket": ticket_for(request, house, f"list:{found.notice.no}"),
        "endings": [ending for kind in KINDS.values() for ending in kind.endings],
        "limit": min(LARGEST_EVIDENCE, house.service.files.limit),
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
