"""批次与名额: what was called, received, recommended and granted, beside the year before; one round in full."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from calendars import day_of
from casework.asked import Asked
from casework.views.actions import open_to
from casework.views.choosing import round_versions
from casework.views.histories import history_of
from casework.views.monitoring.comparing import RoundFigures, compare_rounds
from casework.views.monitoring.round_timeline import RoundMark, timeline_of
from casework.views.naming import names_of
from casework.views.programmes import names_of_programmes
from casework.views.rounds import QuotaLine, list_rounds, show_round
from casework.views.traces import explain_deadlines
from statemachines.words import in_language
from web.charts import Length, Span, bars, time_line
from web.filters import Word
from web.house import House, InHouse
from web.pages import language_of, page
from web.seeing import require_sight
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter()
A_PAGE = 100  # rounds; who has more filters
STEPS = {
    "begun": "立案 / begun", "received": "提交 / submitted", "reviewed": "审核通过 / reviewed",
    "recommended": "获推荐 / recommended", "granted": "通过 / granted", "refused": "未通过 / refused",
    "withdrawn": "撤回或失效 / withdrawn", "running": "在办 / running",
}  # fmt: skip
KINDS = {"publicity": "risk", "granting": "good"}


@router.get("/rounds")
def rounds_page(request: Request, house: InHouse, who: Signed, programme: Word = "") -> Response:
    """The rounds of the programmes in which the person has an office, each beside the last of the year before."""
    now, mine = house.clock(), who.sight.programmes()
    (every, quotas), counted_at = _kept(house, who, programme, now)
    found = [each for each in every if mine is None or each.programme in mine]
    known = names_of_programmes(house.service)
    shown = {
        "rounds": found[:A_PAGE], "more": len(found) > A_PAGE, "quotas": quotas, "asked": programme,
        "programmes": [each for each in known if mine is None or each.id in mine],
        "counted_at": counted_at, "names": {each.id: each.name for each in known},
    }  # fmt: skip
    return page(request, "rounds.html", shown)


@router.get("/rounds/{number}")
def round_page(
    request: Request,
    house: InHouse,
    who: Signed,
    number: Annotated[str, Path(max_length=100)],
    did: Word = "",
) -> Response:
    """One round: how far its cases came, beside the year before; its quotas; its windows as a line of time."""
    now, subject, language = house.clock(), f"round:{number}", language_of(request)
    require_sight(house.service, who, subject)
    found = show_round(house.service, number, sight=who.sight)
    (every, _), counted_at = _kept(house, who, found.programme, now)
    figures = next(each for each in every if each.no == number)
    marks = timeline_of(house.service, number)
    with house.service.store.reading() as connection:
        named = names_of(house.service, connection, [subject])[subject]
    shown = {
        "counted_at": counted_at, "found": found, "figures": figures, "named": named, "steps": STEPS, "marks": marks,
        "did": did,
        "line": time_line(list(_spans(marks, day_of(now), language)), day_of(now)),
        "chart": bars(_lengths(figures, language)),
        "traces": explain_deadlines(house.service, subject, now, language) if marks else (),
        "actions": open_to(house.service, subject, Asked("", who.no, now)),
        "history": history_of(house.service, subject),
    }  # fmt: skip
    return page(request, "round.html", shown)


Figures = tuple[RoundFigures, ...]
Quotas = dict[str, tuple[QuotaLine, ...]]


def _kept(house: House, who: Who, programme: str, now: datetime) -> tuple[tuple[Figures, Quotas], datetime]:
    """The figures and quotas of rounds as they were counted some time ago; counted anew once a round has changed."""

    def count() -> tuple[tuple[Figures, Quotas], datetime]:
        figures = compare_rounds(house.service, programme=programme, sight=who.sight)
        quotas = {each.no: each.quotas for each in list_rounds(house.service, programme, sight=who.sight)}
        return (figures, quotas), now

    question = ("figures", programme, who.sight, round_versions(house.service, programme))
    found: tuple[tuple[Figures, Quotas], datetime] = house.slow.get(question, now, count)
    return found


def _spans(marks: Sequence[RoundMark], today: date, language: str) -> Iterator[Span]:
    """What has no end yet goes on until today."""
    for each in marks:
        last = each.last or max(today, each.first)
        dates = str(each.first) if last == each.first else f"{each.first} – {each.last or ''}"
        yield Span(in_language(each.name, language), each.first, last, dates, KINDS.get(each.kind, ""))


def _lengths(figures: RoundFigures, language: str) -> list[Length]:
    """How many came how far; the thin line is the year before."""
    found = []
    for name, word in STEPS.items():
        count = getattr(figures.came, name)
        before = getattr(figures.before, name) if figures.before else None
        if count is not None:
            beside = f"（{before}）" if before is not None else ""
            found.append(Length(in_language(word, language), count, f"{count}{beside}", before or 0))
    return found
