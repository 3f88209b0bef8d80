"""Every page for everybody, with something on it: a route that is added to the matrix as public needs its path here."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.shiyan import Shiyan
from tests.world import World
from web.app import ROUTES
from web.permissions import MATRIX

MACHINES = frozenset(
    {"healthz", "readyz", "metrics", "robots", "sitemap", "feed", "set_language", "certificate_keys"}
)
KEY = "0123456789abcdef" * 2
STANDARD = frozenset(
    {
        "sign_in_page", "welcome_page", "public_start", "public_notices", "public_notice", "objection_page",
        "public_titles", "public_title", "public_sanctions", "public_receipt", "certificate_page",
    }
)  # fmt: skip
SHIYAN = frozenset({"public_consultations", "public_consultation", "comment_page"})


def names() -> set[str]:
    """The pages that nobody has to sign in for, by the names of their routes."""
    every = [route for module in ROUTES for route in module.router.routes]
    looked_at = {route.name for route in every if "GET" in route.methods}
    return {name for name in looked_at if MATRIX[name].public} - MACHINES


def of_standard(world: World) -> dict[str, str]:
    """Paths by name on the small world: a notice with an objection, a title, a sanction."""
    held = world.bring("certified")
    first = world.bring("publicity", "app2", "OBJ2")
    world.now = world.now.replace(hour=2, tzinfo=UTC)
    listed = world.list_of(first)
    world.act(listed, "publish", "prov")
    world.act(first, "object", "public", text="与事实不符", objector="某某 13800000000")
    banned = world.bring("submission", object_no="OBJ3")
    world.act(banned, "find_false_material", "prov", reason="材料虚假")
    title = f"{held[5:].rsplit('-', 2)[0]}-T0001"
    return {
        "sign_in_page": "/sign-in", "welcome_page": "/welcome/none", "public_start": "/public",
        "public_notices": "/public/notices", "public_notice": f"/public/notices/{listed[5:]}",
        "objection_page": f"/public/notices/{listed[5:]}/object", "public_titles": "/public/titles",
        "public_title": f"/public/titles/{title}", "public_sanctions": "/public/sanctions",
        "public_receipt": f"/public/receipts/{KEY}", "certificate_page": f"/certificates/{title}",
    }  # fmt: skip


def of_shiyan(shiyan: Shiyan, opened: datetime) -> dict[str, str]:
    """Paths by name where a draft is open to comments."""
    case = shiyan.draft()[5:]
    shiyan.until(opened.date())
    return {
        "public_consultations": "/public/consultations", "public_consultation": f"/public/consultations/{case}",
        "comment_page": f"/public/consultations/{case}/comment",
    }  # fmt: skip
