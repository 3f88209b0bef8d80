"""The pages: a template, what is shown, and what every page has."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from models.person import Language
from web.cookies import LANGUAGE
from web.signed_in import Who
from web.templating import templates_in

__all__ = ["language_of", "page"]

OPEN = ("/public", "/certificates")  # may be asked for in a language by the address


def language_of(request: Request) -> str:
    """The language of the pages: the one chosen here, else that of the person, else Chinese.

    What is public may be asked for in a language by its address, as search engines do.
    """
    asked = request.query_params.get("lang", "") if request.url.path.startswith(OPEN) else ""
    for chosen in (asked, request.cookies.get(LANGUAGE, "")):
        if chosen in list(Language):
            return chosen
    who: Who | None = getattr(request.state, "who", None)
    return (who.language if who else "") or Language.ZH


def page(request: Request, template: str, shown: Mapping[str, Any], status: int = 200) -> Response:
    """A page: the template with what is shown, and what every page has."""
    who: Who = getattr(request.state, "who", None) or Who()
    common = {
        "who": who,
        "path": request.url.path,
        "address": urlencode([each for each in request.query_params.multi_items() if each[0] != "lang"]),
    }
    templates = templates_in(language_of(request))
    return templates.TemplateResponse(request, template, {**common, **shown}, status_code=status)
