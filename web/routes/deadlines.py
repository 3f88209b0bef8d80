"""期限: what is still asked for, the most urgent first; and the days of a month with what ends on them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from calendars import day_of
from casework.refused import BadInput
from casework.views.monitoring.month import MonthDay, month_of
from casework.views.naming import names_of
from casework.views.programmes import names_of_programmes
from web.due import WantedDeadlines, read_place, written_place
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 50  # deadlines
YEARS = range(2004, 2101)  # what the calendar can answer for at all
Programme = Annotated[str, Query(max_length=100)]


@router.get("/deadlines")
def deadlines_page(
    request: Request, house: InHouse, who: Signed, wanted: WantedDeadlines,
    after: Annotated[str, Query(max_length=300)] = "",
) -> Response:  # fmt: skip
    """Deadlines that run, are paused, or have passed and are still asked for; of one day where it is asked for."""
    place = read_place(after)
    with house.service.store.one_moment(), house.service.store.reading() as connection:
        found = wanted.read(house, who, place, A_PAGE + 1)
        names = names_of(house.service, connection, (each.subject for each in found))
        programmes = names_of_programmes(house.service)
    more = wanted.address(after=written_place(found[A_PAGE - 1].place)) if len(found) > A_PAGE else ""
    shown = {
        "deadlines": found[:A_PAGE], "names": names, "more": more, "after": after, "first": wanted.address(),
        "wanted": wanted, "programmes": programmes,
    }  # fmt: skip
    return page(request, "deadlines.html", shown)


@router.get("/deadlines/calendar")
def calendar_page(
    request: Request, house: InHouse, who: Signed, programme: Programme = "",
    month: Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")] = "",
) -> Response:  # fmt: skip
    """A month: working days, holidays and make-up days, and how many deadlines end on each."""
    first = date.fromisoformat(f"{month}-01") if month else day_of(house.clock()).replace(day=1)
    if first.year not in YEARS:
        raise BadInput(f"month {month}: the calendar answers for {YEARS[0]}-{YEARS[-1]} only")
    now = house.clock()
    days: tuple[MonthDay, ...] = house.kept.get(
        ("month", first, programme, who.sight), now,
        lambda: month_of(house.service, first, now, programme=programme, sight=who.sight),
    )  # fmt: skip
    blank = [None] * first.weekday()
    cells = [*blank, *days, *[None] * (-(len(blank) + len(days)) % 7)]
    shown = {
        "first": first, "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)],
        "before": _neighbour(first, -1), "after": _neighbour(first, 1), "asked": programme,
        "programmes": names_of_programmes(house.service), "estimated": any(each.estimated for each in days),
    }  # fmt: skip
    return page(request, "calendar.html", shown)


def _neighbour(first: date, months: int) -> str:
    """The month before or after, as addresses have it; empty where the calendar ends."""
    number = first.year * 12 + first.month - 1 + months
    return f"{number // 12}-{number % 12 + 1:02}" if number // 12 in YEARS else ""
