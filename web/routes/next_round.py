"""开放批次: the next round, prepared from the last: values, the difference, the linter's word, a rehearsal; opened."""

from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from calendars import day_of
from casework.acting import Done
from casework.asked import Asked
from casework.calls import open_round
from casework.refused import BadInput, RequestReused
from casework.refused import RoundNotReady as NotReady
from casework.views.forms.next_round import NextRound, next_round
from errors import ShenbaoError
from rehearsal import Order, rehearse
from rehearsal.rendering import as_text
from statemachines.refusals import Refusal
from web.filters import Word
from web.forms import Form, Given
from web.house import House, InHouse
from web.pages import page
from web.payloads import plain_number
from web.signed_in import Forbidden, Signed, Who

__all__ = ["router"]

router = APIRouter()
Number = Annotated[str, Path(max_length=100)]
CASES = 12  # of a rehearsal in the console: enough to see every way, done in some seconds
WIDTH = 100  # letters of the report in a line
YEARS = range(1949, 9999)
REFUSED = (BadInput, NotReady, Refusal, RequestReused)
_rehearsing = Lock()


@dataclass(frozen=True, slots=True)
class Wish:
    """What was filled in: the year, and the values by their keys."""

    year: int
    settings: dict[str, str]


@router.get("/programmes/{number}/round")
def next_round_page(
    request: Request, house: InHouse, who: Signed, number: Number, procedure: Word = ""
) -> Response:
    """The form, filled in from the last round a year on."""
    found = _found(house, who, number, procedure)
    return _filling(request, found, {each.key: each.value for each in found.lines}, str(found.year))


@router.post("/programmes/{number}/round")
def prepare_round(
    request: Request, house: InHouse, who: Signed, number: Number, form: Given, procedure: Word = ""
) -> Response:
    """Show the difference and what would follow; with `step=rehearse`, rehearse it; with `step=do`, open it."""
    found = _found(house, who, number, procedure)
    step, key = form.one("step"), form.one("key") or token_hex(16)
    sent = {each.key: form.one(each.key) for each in found.lines}
    if step == "back":
        return _filling(request, found, sent, form.one("year"))
    try:
        wish = _wish(found, form)
        done = _opened(house, who, found, wish, key if step == "do" else "")
    except REFUSED as refused:
        return _filling(request, found, sent, form.one("year"), refused)
    if step == "do":
        return RedirectResponse(f"/rounds/{done.subject.partition(':')[2]}?did=open", 303)
    shown = {
        "found": found, "wish": wish, "key": key, "done": done, "cases": CASES,
        "report": _rehearsed(found, wish, day_of(house.clock())) if step == "rehearse" else "",
    }  # fmt: skip
    return page(request, "next_round_check.html", shown)


def _found(house: House, who: Who, number: str, procedure: str) -> NextRound:
    found = next_round(house.service, number, procedure, who.no, house.clock())
    if not found.may_open:
        raise Forbidden
    return found


def _wish(found: NextRound, form: Form) -> Wish:
    """What was filled in; raises BadInput for a year that is none."""
    year = plain_number(form.one("year"))
    if not year.isdecimal() or int(year) not in YEARS:
        raise BadInput(
            f"年份“{form.one('year')}”不正确，应写作 {found.year} / the year is not one: write {found.year}"
        )
    return Wish(int(year), {each.key: form.one(each.key) for each in found.lines if form.one(each.key)})


def _opened(house: House, who: Who, found: NextRound, wish: Wish, key: str) -> Done:
    """Open the round, or, without a key, find out what would follow."""
    asked = Asked("open", who.no, house.clock())
    return open_round(
        house.service,
        found.programme,
        found.procedure,
        wish.year,
        wish.settings,
        asked,
        key=key,
        dry_run=not key,
    )


def _rehearsed(found: NextRound, wish: Wish, today: date) -> str:
    """The report of a small rehearsal until the end of the year after, or why there is none; one at a time."""
    if not _rehearsing.acquire(blocking=False):
        return "另一演练正在进行，请稍后再试 / another rehearsal is under way, try again later"
    try:
        settings = tuple(sorted(wish.settings.items()))
        until = date(max(today.year, wish.year) + 1, 12, 31)
        return as_text([rehearse(Order(found.programme, CASES, 1, today, until, settings=settings))], WIDTH)
    except ShenbaoError as error:
        return f"不能演练 / cannot be rehearsed: {error}"
    finally:
        _rehearsing.release()


def _beside(found: NextRound, refused: ShenbaoError | None) -> dict[str, str]:
    """What is wrong with each value, by its key."""
    if isinstance(refused, NotReady):
        return dict.fromkeys(refused.missing, "请填写 / this is needed")
    sentences = str(refused).split("; ") if isinstance(refused, BadInput) else []
    keys = [each.key for each in found.lines]
    return {key: said for said in sentences for key in keys if said.startswith(f"'{key}'")}


def _filling(
    request: Request, found: NextRound, sent: dict[str, str], year: str, refused: ShenbaoError | None = None
) -> Response:
    wrong = _beside(found, refused)
    said = refused.reason if isinstance(refused, Refusal) else str(refused or "")
    shown = {"found": found, "sent": sent, "year": year, "said": "" if wrong else said, "wrong": wrong}
    return page(request, "next_round.html", shown, 422 if refused else 200)
