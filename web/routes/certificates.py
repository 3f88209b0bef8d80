"""证书查验: what anybody who holds a certificate may know of it, and the keys that check it offline."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from calendars import day_of
from casework.printing.certificates import keys_text, show_certificate
from casework.views.public.rectifying import rectifying_since
from web.house import InHouse
from web.public import kept, public_page

__all__ = ["router"]

router = APIRouter(prefix="/certificates")


@router.get("/keys")
def certificate_keys(request: Request, house: InHouse) -> Response:
    """The public keys, for `shenbao certificate verify --keys`."""
    return kept(request, Response(keys_text(house.service), media_type="application/json"))


@router.get("/{number}")
def certificate_page(
    request: Request, house: InHouse, number: Annotated[str, Path(max_length=100)]
) -> Response:
    """A certificate: whether what it says holds today."""
    now = house.clock()
    found = show_certificate(house.service, number, now)
    shown = {
        "found": found, "title": found.title, "valid": found.valid(day_of(now)),
        "since": rectifying_since(house.service, [number]).get(number),
    }  # fmt: skip
    return public_page(request, "certificate.html", shown)
