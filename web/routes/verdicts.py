"""专家意见: what the experts of a case found, once their panel is complete, for those who decide on it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.views.verdicts import verdicts_of
from web.house import InHouse
from web.pages import page
from web.seeing import require_sight
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()


@router.get("/cases/{number}/scores")
def scores_page(
    request: Request, house: InHouse, who: Signed, number: Annotated[str, Path(max_length=100)]
) -> Response:
    """Points and comments item by item; nothing of a panel that is not complete."""
    require_sight(house.service, who, f"case:{number}")
    return page(request, "scores.html", {"number": number, "panels": verdicts_of(house.service, number)})
