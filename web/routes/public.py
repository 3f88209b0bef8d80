"""公开信息: where everybody begins, and what search engines may read."""

from fastapi import APIRouter, Request, Response

from casework.views.notices import list_notices
from web.house import InHouse
from web.public import public_page

__all__ = ["router"]

router = APIRouter()
SHOWN = 10  # notices
ROBOTS = "User-agent: *\nAllow: /public\nDisallow: /public/receipts/\nDisallow: /\n"


@router.get("/robots.txt")
def robots() -> Response:
    """Search engines read what is public, and nothing else."""
    return Response(ROBOTS, media_type="text/plain", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/public")
def public_start(request: Request, house: InHouse) -> Response:
    """What there is for everybody, and the notices that take objections now."""
    now = house.clock()
    shown = {"notices": list_notices(house.service, now, open_only=True, limit=SHOWN), "now": now}
    return public_page(request, "public_start.html", shown)
