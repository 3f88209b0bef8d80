"""办理: an action on one subject, in three steps: the form, what will follow, done.

What will follow is found out by doing it and keeping nothing; only the last step writes.
"""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from casework.acting import act
from casework.asked import Asked
from casework.refused import BadInput, Conflict, RequestReused
from casework.steps import number_of
from casework.views.cases import list_cases
from casework.views.filtering import CaseFilter
from casework.views.forms.forms import ActionForm, form_of
from casework.views.forms.requests import was_done
from casework.views.rounds import QuotaLine, show_round
from errors import ShenbaoError
from statemachines.refusals import BadPayload, Refusal
from web.forms import Form, Given
from web.house import House, InHouse
from web.pages import page
from web.paths import page_of
from web.payloads import payload_of
from web.seeing import require_sight
from web.signed_in import Signed, Who

__all__ = ["OWN", "REFUSED", "filling", "router"]

router = APIRouter(prefix="/act")
Kind = Annotated[str, Path(pattern="^(case|list|title|round|programme)$")]
Number = Annotated[str, Path(max_length=100)]
Action = Annotated[str, Path(max_length=60)]
OWN = frozenset({"csrf", "step", "key"})  # fields of every form, no matter of the action
REFUSED = (Refusal, BadInput, Conflict, RequestReused)


@router.get("/{kind}/{number}/{action}")
def action_page(
    request: Request, house: InHouse, who: Signed, kind: Kind, number: Number, action: Action
) -> Response:
    """The form of an action."""
    found = _form(house, who, f"{kind}:{number}", action)
    return filling(request, house, found, Form(), token_hex(16))


@router.post("/{kind}/{number}/{action}")
def take_action(
    request: Request, house: InHouse, who: Signed, form: Given, kind: Kind, number: Number, action: Action
) -> Response:
    """Tell what would follow; with `step=do`, do it; with `step=back`, let it be changed."""
    subject, step, key = f"{kind}:{number}", form.one("step"), form.one("key") or token_hex(16)
    there = RedirectResponse(f"{page_of(subject)}?did={action}", 303)
    if step == "do" and was_done(house.service, key, subject):
        return there  # sent twice
    found = _form(house, who, subject, action)
    if step == "back":
        return filling(request, house, found, form, key)
    asked = Asked(action, who.no, house.clock(), payload_of(found, form))
    try:
        done = act(house.service, subject, asked, key=key if step == "do" else "", dry_run=step != "do")
    except REFUSED as refused:
        return filling(request, house, found, form, key, refused)
    if step == "do":
        return there
    sent = {name: values for name, values in form.items() if name not in OWN}
    moved = found.leads_to.get(done.state, "") if done.source != done.state else ""
    shown = {"form": found, "done": done, "state_name": moved, "sent": sent, "key": key}
    return page(request, "following.html", shown)


def _form(house: House, who: Who, subject: str, action: str) -> ActionForm:
    now = house.clock()
    require_sight(house.service, who, subject)
    return form_of(house.service, subject, action, Asked(action, who.no, now))


def _quotas(house: House, who: Who, found: ActionForm) -> Sequence[QuotaLine]:
    """What is left of the quota of whoever recommends."""
    if found.action != "recommend":
        return ()
    (case,) = list_cases(
        house.service, CaseFilter(no=number_of(found.subject)), house.clock(), sight=who.sight
    )
    return show_round(house.service, case.round_no, sight=who.sight).quotas if case.round_no else ()


def filling(
    request: Request, house: House, found: ActionForm, sent: Form, key: str, refused: ShenbaoError | None = None
) -> Response:  # fmt: skip
    """The form, with what was sent so far, and what is wrong beside the field it is about."""
    wrong: Mapping[str, str] = refused.by_field if isinstance(refused, BadPayload) else {}
    known = {each.name for each in found.fields}
    elsewhere = "; ".join(text for name, text in wrong.items() if name not in known)
    said = elsewhere if wrong else refused.reason if isinstance(refused, Refusal) else str(refused or "")
    quotas = _quotas(house, request.state.who, found)
    shown = {"form": found, "sent": sent, "key": key, "wrong": wrong, "said": said, "quotas": quotas}
    status = 409 if isinstance(refused, Conflict | RequestReused) else 422 if refused else 200
    return page(request, "acting.html", shown, status)
