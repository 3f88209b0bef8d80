"""待办、信件: what is looked through beside the cases."""

from fastapi import APIRouter, Request, Response

from casework.views.duties import list_tasks
from casework.views.letters import list_letters
from models.letter import LetterState
from web.house import InHouse
from web.pages import page

__all__ = ["router"]

router = APIRouter()
A_PAGE = 500  # rows; who has more filters


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
