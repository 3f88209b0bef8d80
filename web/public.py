"""Pages for everybody: kept by browsers and caches for a minute, found by search engines in both languages."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fastapi import Request, Response

from models.person import Language
from web.house import House
from web.pages import page

__all__ = ["KEPT", "kept", "public_page"]

KEPT = "public, max-age=60"


def public_page(request: Request, template: str, shown: Mapping[str, Any]) -> Response:
    """A page that caches may keep, by the language that is asked for; nothing where it has not changed.

    Its one address is the one that people type, in Chinese, and with `lang=en` in English. What somebody who has
    signed in gets bears a name, and is kept by nobody.
    """
    house: House = request.app.state.house
    here = house.whole(request.url.path, request)
    english = f"{here}?lang=en"
    told = {
        "canonical": english if request.query_params.get("lang") == Language.EN else here,
        "alternates": {"zh-CN": here, "en": english, "x-default": here},
    }
    answer = page(request, template, {**told, **shown})
    return answer if request.state.who.no else kept(request, answer)


def kept(request: Request, answer: Response) -> Response:
    """The answer with what caches need to keep it; nothing but that where whoever asks has it already."""
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    headers = {"Cache-Control": KEPT, "ETag": tag, "Vary": "Cookie"}
    had = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if not had.isdisjoint((tag, "*")):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer
