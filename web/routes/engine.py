"""自动运行: what happens by itself, and whether it does."""

from fastapi import APIRouter, Request, Response

from casework.views.monitoring.engine import engine
from casework.views.monitoring.vitals import vitals
from web.house import InHouse
from web.pages import page

__all__ = ["router"]

router = APIRouter()


@router.get("/engine")
def engine_page(request: Request, house: InHouse) -> Response:
    """What is due and how late, letters, the last runs, the calendar, the seal, the database."""
    now = house.clock()
    found = engine(house.service, now)
    shown = {"found": found, "vitals": vitals(house.service, now), "prefect": house.prefect_pages()}
    return page(request, "engine.html", shown)
