"""评审任务: an expert's own cases: recusal first, then the rubric and a draft, sealed once it is handed in."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from casework.acting import act
from casework.asked import Asked
from casework.panels.reviewing import keep_draft
from casework.refused import BadInput, Conflict
from casework.views.forms.forms import ActionForm, form_of
from casework.views.forms.requests import was_done
from casework.views.reviews import ReviewDetail, review, reviews_of
from errors import ShenbaoError
from statemachines.refusals import BadPayload, Refusal
from web.filters import Word
from web.forms import Form, Given
from web.house import House, InHouse
from web.pages import page
from web.payloads import payload_of, plain_number
from web.routes.acting import OWN, REFUSED
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter(prefix="/reviews")
Number = Annotated[str, Path(max_length=150)]
MOST = 500  # reviews
CHOOSE = "请选择一项 / choose one of the two"


@router.get("")
def reviews_page(request: Request, house: InHouse, who: Signed, did: Word = "") -> Response:
    """What waits for this expert, the most urgent first, and what is done; nobody else's."""
    found = reviews_of(house.service, who.no, house.clock(), limit=MOST)
    return page(request, "reviews.html", {"reviews": found, "did": did})


@router.get("/{number}")
def review_page(request: Request, house: InHouse, who: Signed, number: Number, did: Word = "") -> Response:
    """Before the declaration the parties alone; then the rubric with the own draft; then what was handed in."""
    found = review(house.service, who.no, number, house.clock())
    return _shown(
        request,
        house,
        found,
        Form({name: list(texts) for name, texts in found.draft.items()}),
        token_hex(16),
        did=did,
    )


@router.post("/{number}/declare")
def declare(request: Request, house: InHouse, who: Signed, form: Given, number: Number) -> Response:
    """Declare that there is no tie, and go on to the rubric; or which there is, and leave the place to the next."""
    found, now = review(house.service, who.no, number, house.clock()), house.clock()
    tie = form.one("tie")
    if tie not in ("none", "some"):
        return _shown(request, house, found, form, form.one("key"), wrong={"tie": CHOOSE}, status=422)
    action = "recuse" if tie == "some" else "declare_no_conflict"
    said = {"reason": form.one("reason")} if tie == "some" else {}
    try:
        act(house.service, f"case:{found.row.case_no}", Asked(action, who.no, now, said), key=form.one("key"))
    except REFUSED as refused:
        return _refused(request, house, found, form, refused)
    return RedirectResponse(f"/reviews?did={action}" if tie == "some" else f"/reviews/{number}", 303)


@router.post("/{number}")
def hand_in_review(request: Request, house: InHouse, who: Signed, form: Given, number: Number) -> Response:
    """Keep a draft (`step=draft`), show what will be sealed, and seal it (`step=do`)."""
    found, now, step = review(house.service, who.no, number, house.clock()), house.clock(), form.one("step")
    subject, key = f"case:{found.row.case_no}", form.one("key") or token_hex(16)
    if step == "do" and was_done(house.service, key, subject):
        return RedirectResponse(f"/reviews/{number}?did=score", 303)
    if not found.row.waits:
        return _shown(request, house, found, form, key)
    asked = form_of(house.service, subject, "score", Asked("score", who.no, now))
    fields = {each.name for each in asked.fields}
    try:
        if step != "do":
            kept = {name: texts for name, texts in form.items() if name in fields and any(texts)}
            keep_draft(house.service, number, who.no, kept, now)
        if step == "draft":
            return RedirectResponse(f"/reviews/{number}?did=draft", 303)
        if step == "back":
            return _shown(request, house, found, form, key)
        command = Asked("score", who.no, now, payload_of(asked, form))
        act(house.service, subject, command, key=key if step == "do" else "", dry_run=step != "do")
    except REFUSED as refused:
        return _refused(request, house, found, form, refused)
    if step == "do":
        return RedirectResponse(f"/reviews/{number}?did=score", 303)
    sent = {name: texts for name, texts in form.items() if name not in OWN}
    shown = {"found": found, "form": asked, "sent": sent, "key": key, "total": _total(found, form)}
    return page(request, "review_check.html", shown)


def _refused(
    request: Request, house: House, found: ReviewDetail, form: Form, refused: ShenbaoError
) -> Response:
    wrong: Mapping[str, str] = refused.by_field if isinstance(refused, BadPayload) else {}
    said = "" if wrong else refused.reason if isinstance(refused, Refusal) else str(refused)
    status = 409 if isinstance(refused, Conflict) else 422
    return _shown(request, house, found, form, form.one("key"), wrong=wrong, said=said, status=status)


def _shown(
    request: Request, house: House, found: ReviewDetail, sent: Form, key: str, *, did: str = "",
    wrong: Mapping[str, str] | None = None, said: str = "", status: int = 200,
) -> Response:  # fmt: skip
    form: ActionForm | None = None
    if found.row.state == "to_score":
        asked = Asked("score", request.state.who.no, house.clock())
        form = form_of(house.service, f"case:{found.row.case_no}", "score", asked)
    shown: dict[str, Any] = {
        "found": found, "form": form, "sent": sent, "key": key or token_hex(16), "wrong": wrong or {}, "said": said,
        "did": did,
    }  # fmt: skip
    return page(request, "review.html", shown, status)


def _total(found: ReviewDetail, form: Form) -> Decimal | None:
    """The sum of the points, as it will be sealed; None where one figure or an opinion is given."""
    try:
        return (
            sum((Decimal(plain_number(form.one(f"points.{item}"))) for item in found.rubric), Decimal())
            if found.rubric
            else None
        )
    except InvalidOperation:
        raise BadInput("'points' are no numbers") from None
