"""我的待办: what waits for whoever has signed in, the most urgent first."""

from fastapi import APIRouter, Request, Response

from casework.views.queue import queue_of
from web.house import InHouse
from web.pages import page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
A_PAGE = 100  # items; who has done them sees the next


@router.get("/queue")
def queue_page(request: Request, house: InHouse, who: Signed, did: str = "") -> Response:
    """What each state asks of this very person, and the tasks that are theirs."""
    found = queue_of(house.service, who.no, house.clock(), A_PAGE)
    return page(request, "queue.html", {"queue": found, "did": did})
