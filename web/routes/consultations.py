"""征求意见: drafts in public, comments on them while they are open, and what became of the comments."""

from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from casework.views.public.consultations import DraftDetail, list_consultations, show_consultation
from casework.views.traces import explain_deadlines
from statemachines.refusals import Refusal
from web.floods import counted, ticket_for
from web.forms import Form, Given
from web.house import House, InHouse
from web.pages import language_of, page
from web.public import public_page
from web.speaking import Refused, public_form, send, to_receipt, told

__all__ = ["router"]

router = APIRouter(prefix="/public/consultations")
MOST = 200  # drafts
Number = Annotated[str, Path(max_length=100)]


@router.get("")
def public_consultations(request: Request, house: InHouse) -> Response:
    """The drafts whose consultation has begun, the newest first."""
    now = house.clock()
    found = house.kept.get("public drafts", now, lambda: list_consultations(house.service, now, limit=MOST))
    return public_page(request, "public_consultations.html", {"drafts": found, "now": now})


@router.get("/{number}")
def public_consultation(request: Request, house: InHouse, number: Number) -> Response:
    """A draft: until when comments are taken and how that is counted; afterwards what became of them."""
    now, found = house.clock(), show_consultation(house.service, number, house.clock())
    traces = [
        each
        for each in explain_deadlines(house.service, f"case:{number}", now, language_of(request))
        if each.deadline.rule == f"{found.draft.stage}.open"
    ]
    return public_page(request, "public_consultation.html", {"found": found, "now": now, "traces": traces})


@router.get("/{number}/comment")
def comment_page(request: Request, house: InHouse, number: Number) -> Response:
    """The form while the draft is open; afterwards, that it is closed."""
    found = show_consultation(house.service, number, house.clock())
    return _filling(request, house, found, Form(), token_hex(16), Refused(status=200))


def _counted(request: Request, house: InHouse, number: str) -> None:
    """Count it before it is looked at."""
    counted(request, house, f"case:{number}")


@router.post("/{number}/comment", dependencies=[Depends(_counted)])
def comment_on_draft(request: Request, house: InHouse, form: Given, number: Number) -> Response:
    """Take a comment; leads to its receipt.

    It is counted before it is looked at.

    One that was begun in time and comes after the last moment is the programme's to judge: taken and marked late, or
    refused.
    """
    found = show_consultation(house.service, number, house.clock())
    try:
        sent = send(house, form, public_form(house, number, "comment"))
    except Refusal as refused:
        sent = told(refused)
    if isinstance(sent, str):
        return to_receipt(sent)
    key = form.one("key") if sent.status != 409 else token_hex(16)
    return _filling(request, house, found, form, key, sent)


def _filling(
    request: Request, house: House, found: DraftDetail, sent: Form, key: str, refused: Refused
) -> Response:
    open_now = found.draft.takes_comments(house.clock())
    shown = {
        "draft": found.draft, "sent": sent, "key": key, "refused": refused,
        "form": public_form(house, found.draft.no, "comment") if open_now else None,
        "ticket": ticket_for(request, house, f"case:{found.draft.no}"),
    }  # fmt: skip
    return page(request, "public_comment.html", shown, refused.status)
