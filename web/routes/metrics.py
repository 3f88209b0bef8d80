"""What is measured, in the text format of Prometheus."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from web.house import InHouse

__all__ = ["router"]

router = APIRouter()


@router.get("/metrics")
def metrics(house: InHouse) -> Response:
    """Everything that is measured here."""
    return Response(generate_latest(house.registry), media_type=CONTENT_TYPE_LATEST)
