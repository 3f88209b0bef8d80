"""Is the process alive, and is it ready to be used."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from web.house import InHouse

__all__ = ["router"]

router = APIRouter()


@router.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz")
def readyz(house: InHouse) -> JSONResponse:
    """What must be well is; else status 503, and what is not.

    Prefect is none of it: what is due is done without.
    """
    found = {name: check() or "ok" for name, check in house.checks.items()}
    ready = all(text == "ok" for text in found.values())
    return JSONResponse({"ready": ready, "checks": found}, 200 if ready else 503)
