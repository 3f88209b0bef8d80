"""批次、待办、信件: what is looked through beside the cases."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from casework.views.duties import list_tasks
from casework.views.letters import list_letters
from casework.views.programmes import names_of_programmes
from casework.views.rounds import list_rounds
from models.letter import LetterState
from web.house import InHouse
from web.pages import page

__all__ = ["router"]

router = APIRouter()
A_PAGE = 500  # rows; who has more filters
Programme = Annotated[str, Query(max_length=100)]


@router.get("/rounds")
def rounds_page(request: Request, house: InHouse, programme: Programme = "") -> Response:
    """What was called and received, and how much of each quota is used."""
    found = list_rounds(house.service, programme, A_PAGE + 1)
    return _filtered(
        request, house, "rounds.html", programme, {"rounds": found[:A_PAGE], "more": len(found) > A_PAGE}
    )


@router.get("/tasks")
def tasks_page(request: Request, house: InHouse) -> Response:
    """What no stage asks of anyone and somebody has to see to."""
    return page(request, "tasks.html", {"tasks": list_tasks(house.service)})


@router.get("/letters")
def letters_page(request: Request, house: InHouse, state: LetterState | None = None) -> Response:
    """The outbox, the newest first."""
    found = list_letters(house.service, state=state or "", limit=A_PAGE + 1)
    shown = {
        "letters": found[:A_PAGE], "more": len(found) > A_PAGE, "asked": state or "", "states": list(LetterState),
    }  # fmt: skip
    return page(request, "letters.html", shown)


def _filtered(
    request: Request, house: InHouse, template: str, programme: str, shown: dict[str, object]
) -> Response:
    whole = {**shown, "asked": programme, "programmes": names_of_programmes(house.service)}
    return page(request, template, whole)
