"""日历订阅: deadlines for a calendar program (RFC 5545), at an address that is the secret; made and ended here."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from icalendar import Calendar, Event, vDuration

from casework.accounts.feeds import end_feed as end
from casework.accounts.feeds import feed_of, feeds_of
from casework.accounts.feeds import make_feed as make
from casework.refused import BadInput, NotFound
from casework.views.feeding import FeedDay, days_of_feed
from casework.views.programmes import names_of_programmes
from models.person import Language
from statemachines.words import in_language
from web.forms import Given
from web.house import InHouse
from web.pages import page
from web.paths import page_of
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
OFTEN = timedelta(hours=1)  # how often a program had better ask again
Token = Annotated[str, Path(max_length=200)]
Number = Annotated[str, Path(max_length=100)]


@router.get("/account/feeds")
def feeds_page(request: Request, house: InHouse, who: Signed) -> Response:
    """One's addresses in force, without their secrets, and a form for another."""
    return _page(request, house, who)


@router.post("/account/feeds")
def make_feed(request: Request, house: InHouse, who: Signed, form: Given) -> Response:
    """Make a secret address, and show it this once."""
    try:
        token = make(house.service, who.no, form.one("programme"), house.clock())
    except (BadInput, NotFound) as refused:
        return _page(request, house, who, wrong=str(refused), status=422)
    return _page(request, house, who, address=house.whole(f"/feeds/{token}.ics", request))


@router.post("/account/feeds/{number}/end")
def end_feed(house: InHouse, who: Signed, number: Number) -> Response:
    """End one of one's own addresses."""
    end(house.service, number, who.no, house.clock())
    return RedirectResponse("/account/feeds", 303)


def _page(
    request: Request, house: InHouse, who: Signed, *, address: str = "", wrong: str = "", status: int = 200
) -> Response:
    known = names_of_programmes(house.service)
    shown = {
        "feeds": feeds_of(house.service, who.no), "programmes": known, "names": {each.id: each.name for each in known},
        "made": address, "wrong": wrong,
    }  # fmt: skip
    return page(request, "feeds.html", shown, status)


@router.get("/feeds/{token}.ics")
def feed(request: Request, house: InHouse, token: Token) -> Response:
    """The deadlines of a feed as a calendar; whoever has the address reads it, so nobody is named in it."""
    found = feed_of(house.service, token)
    if found is None:
        raise NotFound("feed", "")
    now = house.clock()
    language = found.language
    calendar = Calendar()
    calendar.add("prodid", "-//shenbao//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "申报期限" if language == Language.ZH else "Deadlines")
    calendar.add("refresh-interval", vDuration(OFTEN), parameters={"VALUE": "DURATION"})
    for each in days_of_feed(house.service, found, now):
        calendar.add_component(_event(each, now, language, house.whole("", request)))
    headers = {
        "Cache-Control": f"private, max-age={OFTEN // timedelta(seconds=1)}",
        "Content-Disposition": 'inline; filename="shenbao.ics"',
    }
    return Response(calendar.to_ical(), media_type="text/calendar", headers=headers)


def _event(each: FeedDay, now: datetime, language: str, here: str) -> Event:
    """A whole day that takes nobody's time; what may still move is tentative, and says so."""
    marks = {
        "暂定 / provisional": each.provisional,
        "逾期 / overdue": each.overdue,
        "中止计时 / paused": each.paused,
    }
    said = "".join(f"【{in_language(mark, language)}】" for mark, holds in marks.items() if holds)
    event = Event()
    event.add("uid", f"{each.subject.replace(':', '.')}.{each.rule}.{each.occurrence}@shenbao")
    event.add("dtstamp", now)
    event.add("dtstart", each.last_day)
    event.add("dtend", each.last_day + timedelta(days=1))
    event.add("summary", f"{said}{in_language(each.name, language)} {each.subject.partition(':')[2]}")
    event.add("status", "TENTATIVE" if each.provisional or each.paused else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if path := page_of(each.subject):
        event.add("url", f"{here}{path}")
    return event
