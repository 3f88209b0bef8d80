"""自动运行: what happens by itself, and whether it does."""

from fastapi import APIRouter, Request, Response

from casework.ledger import recent
from casework.views.overview import overview
from casework.views.vitals import vitals
from web.house import InHouse
from web.pages import page

__all__ = ["router"]

router = APIRouter()


@router.get("/engine")
def engine_page(request: Request, house: InHouse) -> Response:
    """Programmes and where their cases stand, what is due, and what happened by itself."""
    shown = {
        "programmes": overview(house.service),
        "vitals": vitals(house.service, house.clock()),
        "runs": recent(house.service),
        "prefect": house.prefect_pages(),
        "now": house.clock(),
    }
    return page(request, "engine.html", shown)
