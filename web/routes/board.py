"""办理看板: how many cases stand in which stage, prefecture by prefecture, and how far they came."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from casework.rights.sight import Sight
from casework.views.choosing import Choice, choose
from casework.views.monitoring.comparing import Came, compare_rounds
from casework.views.monitoring.pipeline import BoardFilter, Pipeline, pipeline
from web.charts import funnel
from web.filters import Word
from web.house import House, InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
STEPS = {
    "begun": "立案 / begun", "received": "提交 / submitted", "reviewed": "审核通过 / reviewed",
    "recommended": "获推荐 / recommended", "granted": "通过 / granted",
}  # fmt: skip


@router.get("/board")
def board_page(
    request: Request,
    house: InHouse,
    who: Signed,
    programme: Word = "",
    procedure: Word = "",
    round: Word = "",
) -> Response:
    """The board of a procedure, of one of its rounds where one is chosen, as it was counted some seconds ago."""
    chosen = choose(house.service, programme, procedure, round, sight=who.sight)
    shown: dict[str, Any] = {"chosen": chosen, "board": None, "steps": [], "age": 0}
    if chosen:
        now = house.clock()
        board = _board(house, chosen, who.sight, now)
        steps, counted_at = _steps(house, chosen, who.sight, now)
        age = max(0, int((now - board.as_of).total_seconds()))
        shown |= {"board": board, "age": age, "steps": steps, "counted_at": counted_at}
    return page(request, "board.html", {**shown, "funnel": funnel})


def _board(house: House, chosen: Choice, sight: Sight, now: datetime) -> Pipeline:
    wanted = BoardFilter(chosen.programme, chosen.procedure, chosen.round_no)
    found: Pipeline = house.kept.get(
        ("board", wanted, sight), now, lambda: pipeline(house.service, wanted, now, sight)
    )
    return found


def _steps(
    house: House, chosen: Choice, sight: Sight, now: datetime
) -> tuple[list[tuple[str, int]], datetime]:
    """How far the cases came, of the round or of all rounds of the procedure, and as of when.

    Nothing where the procedure has no rounds.
    """
    rounds, counted_at = house.slow.get(
        ("rounds", chosen.programme, chosen.rounds, sight), now,
        lambda: (compare_rounds(house.service, programme=chosen.programme, sight=sight), now),
    )  # fmt: skip
    came: list[Came] = [
        each.came
        for each in rounds
        if each.procedure == chosen.procedure and chosen.round_no in ("", each.no)
    ]
    steps = [
        (word, sum(getattr(each, name) or 0 for each in came))
        for name, word in STEPS.items()
        if came and any(getattr(each, name) is not None for each in came)
    ]
    return steps, counted_at
