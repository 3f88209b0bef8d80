"""Pages for everybody: kept by browsers and caches for a minute, found by search engines."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fastapi import Request, Response

from web.pages import page

__all__ = ["public_page"]

KEPT = "public, max-age=60"


def public_page(request: Request, template: str, shown: Mapping[str, Any]) -> Response:
    """A page that caches may keep, by the language that the cookie asks for; nothing where it has not changed.

    What somebody who has signed in gets bears a name, and is kept by nobody.
    """
    canonical = str(request.url.replace(query="", fragment=""))
    answer = page(request, template, {"canonical": canonical, **shown})
    if request.state.who.no:
        return answer
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    kept = {"Cache-Control": KEPT, "ETag": tag, "Vary": "Cookie"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    answer.headers.update(kept)
    return answer
