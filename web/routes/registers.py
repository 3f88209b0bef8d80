"""待处理事项、信件: what somebody has to see to beside the stages, and the mail."""

from fastapi import APIRouter, Request, Response

from casework.refused import BadInput
from casework.views.duties import list_tasks
from casework.views.letters import list_letters, outbox
from casework.views.monitoring.contacts import contacts_to_fix
from casework.views.naming import names_of
from models.letter import LetterState
from web.filters import Word
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 100  # rows; who has more filters


@router.get("/tasks")
def tasks_page(
    request: Request, house: InHouse, who: Signed, mine: bool = False, closed: bool = False
) -> Response:
    """What no stage asks of anyone, about what may be seen; ``mine`` is this person's to do."""
    found = list_tasks(
        house.service, closed=closed, person=who.no if mine else "", sight=who.sight, limit=A_PAGE + 1
    )
    with house.service.store.reading() as connection:
        names = names_of(house.service, connection, (each.subject for each in found if ":" in each.subject))
    shown = {
        "tasks": found[:A_PAGE], "more": len(found) > A_PAGE, "names": names, "mine": mine, "closed": closed,
    }  # fmt: skip
    return page(request, "tasks.html", shown)


@router.get("/letters")
def letters_page(request: Request, house: InHouse, who: Signed, state: Word = "") -> Response:
    """How the mail is, contacts that it does not reach, and the outbox, the newest first."""
    if state and state not in list(LetterState):
        raise BadInput(f"state: “{state}” is none of {', '.join(LetterState)}")
    found = list_letters(house.service, state=state, sight=who.sight, limit=A_PAGE + 1)
    shown = {
        "letters": found[:A_PAGE], "more": len(found) > A_PAGE, "asked": state, "states": list(LetterState),
        "outbox": outbox(house.service, house.clock(), sight=who.sight),
        "contacts": contacts_to_fix(house.service, sight=who.sight, limit=A_PAGE),
    }  # fmt: skip
    return page(request, "letters.html", shown)
