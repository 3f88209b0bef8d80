"""耗时与瓶颈: how long cases stay in each stage, by prefecture, without the time in which the clock stood still."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from calendars import day_of
from casework.refused import BadInput
from casework.rights.sight import Sight
from casework.views.choosing import Choice, choose
from casework.views.monitoring.bottlenecks import Bottlenecks, Stay, bottlenecks
from casework.views.monitoring.load import Week, load_by_week
from casework.views.monitoring.pipeline import BoardFilter
from statemachines.words import in_language
from web.charts import Length, bars, columns
from web.filters import Word
from web.house import House, InHouse
from web.pages import language_of, page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
PERIODS = {"30": "近 30 天 / last 30 days", "90": "近 90 天 / last 90 days", "365": "近一年 / last year"}
USUAL = 365  # days
A_WEEK = timedelta(days=7)
Day = Annotated[str, Query(max_length=10)]


@router.get("/bottlenecks")
def bottlenecks_page(
    request: Request, house: InHouse, who: Signed, programme: Word = "", procedure: Word = "", round: Word = "",
    first: Day = "", last: Day = "",
) -> Response:  # fmt: skip
    """Median and nine tenths of the days in each stage, of the stays that ended within a period."""
    today = day_of(house.clock())
    ends = _day(last, today)
    begins = _day(first, ends - timedelta(days=USUAL))
    if begins > ends:
        raise BadInput(f"the period ends on {ends}, before it begins on {begins}")
    chosen = choose(house.service, programme, procedure, round, sight=who.sight)
    shown: dict[str, Any] = {
        "chosen": chosen, "first": begins, "last": ends, "today": today, "found": None,
        "periods": {(today - timedelta(days=int(days))).isoformat(): words for days, words in PERIODS.items()},
    }  # fmt: skip
    if chosen:
        period = begins, ends
        shown |= _stays(house, chosen, period, who.sight, language_of(request))
        shown |= _load(house, chosen, today, who.sight)
    return page(request, "bottlenecks.html", shown)


def _stays(
    house: House, chosen: Choice, period: tuple[date, date], sight: Sight, language: str
) -> dict[str, Any]:
    wanted = BoardFilter(chosen.programme, chosen.procedure, chosen.round_no)
    now = house.clock()
    kept: tuple[Bottlenecks, datetime] = house.slow.get(
        ("bottlenecks", wanted, period, sight), now,
        lambda: (bottlenecks(house.service, wanted, *period, sight=sight), now),
    )  # fmt: skip
    found, counted_at = kept
    return {
        "found": found,
        "counted_at": counted_at,
        "chart": bars(_lengths(found.by_stage, language)),
        "cells": {(each.region, each.stage): each for each in found.by_prefecture},
        "regions": {each.region: each.region_name for each in found.by_prefecture},
        "slowest": _slowest(found.by_prefecture),
    }


def _load(house: House, chosen: Choice, today: date, sight: Sight) -> dict[str, Any]:
    """The weeks of the programme, those behind and those ahead drawn apart; this one is in both."""
    now = house.clock()
    weeks: tuple[Week, ...] = house.slow.get(
        ("load", chosen.programme, sight), now,
        lambda: load_by_week(house.service, now, programme=chosen.programme, sight=sight),
    )  # fmt: skip
    return {
        "weeks": weeks,
        "behind": columns([_done(each) for each in weeks if each.monday <= today]),
        "ahead": columns([_due(each, today) for each in weeks if each.monday + A_WEEK > today]),
    }


def _lengths(stays: tuple[Stay, ...], language: str) -> Iterator[Length]:
    """The bar is the median, the thin line nine tenths."""
    words = "中位 {} 天，九成 {} 天以内 / median {} days, nine tenths within {}"
    for each in stays:
        text = in_language(words, language).format(each.median, each.p90)
        yield Length(in_language(each.stage_name, language), each.median, text, each.p90)


def _done(week: Week) -> Length:
    return Length(f"{week.monday:%m-%d}", week.done)


def _due(week: Week, today: date) -> Length:
    """What falls due; the week that runs is set off."""
    return Length(f"{week.monday:%m-%d}", week.due, kind="risk" if week.monday <= today else "")


def _slowest(stays: tuple[Stay, ...]) -> set[tuple[str, str]]:
    """Of each stage that several prefectures have, the one where nine tenths took longest."""
    by_stage: dict[str, list[Stay]] = {}
    for each in stays:
        by_stage.setdefault(each.stage, []).append(each)
    worst = (max(those, key=lambda each: each.p90) for those in by_stage.values() if len(those) > 1)
    return {(each.region, each.stage) for each in worst if each.p90}


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise BadInput(f"“{text}” is no day; write it as 2026-11-21") from None
