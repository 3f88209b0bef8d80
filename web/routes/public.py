"""公开信息: where everybody begins, and what search engines may read."""

from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from casework.views.public.notices import list_notices
from casework.views.public.public_index import public_pages
from web.house import InHouse
from web.public import kept, public_page

__all__ = ["router"]

router = APIRouter()
SHOWN = 10  # notices
MOST = 50_000  # addresses: what a sitemap may hold (sitemaps.org)
ROBOTS = """User-agent: *
Allow: /public
Allow: /certificates/
Allow: /static/
Disallow: /public/receipts/
Disallow: /
"""
LISTS = ("/public", "/public/notices", "/public/titles", "/public/sanctions", "/public/consultations")
PAGES = {"notice": "/public/notices", "consultation": "/public/consultations", "title": "/public/titles"}


@router.get("/robots.txt")
def robots(request: Request, house: InHouse) -> Response:
    """Search engines read what is public, and nothing else; the sitemap tells them what there is."""
    said = f"{ROBOTS}\nSitemap: {house.whole('/sitemap.xml', request)}\n"
    return kept(request, Response(said, media_type="text/plain; charset=utf-8"))


@router.get("/sitemap.xml")
def sitemap(request: Request, house: InHouse) -> Response:
    """Every page for everybody, as search engines read it (sitemaps.org)."""
    now = house.clock()
    found = house.kept.get("sitemap", now, lambda: public_pages(house.service, now, limit=MOST - len(LISTS)))
    paths = [*LISTS, *(f"{PAGES[kind]}/{quote(no, safe='')}" for kind, no in found)]
    places = "".join(f"<url><loc>{escape(house.whole(path, request))}</loc></url>\n" for path in paths)
    said = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n'
    )
    return kept(request, Response(said, media_type="application/xml"))


@router.get("/public")
def public_start(request: Request, house: InHouse) -> Response:
    """What there is for everybody, and the notices that take objections now."""
    now = house.clock()
    shown = {"notices": list_notices(house.service, now, open_only=True, limit=SHOWN), "now": now}
    return public_page(request, "public_start.html", shown)
