"""首页、语言: where somebody begins, and in which language."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from models.person import Language
from web.cookies import LANGUAGE, give
from web.paths import inside
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()


@router.get("/")
def home(who: Signed) -> Response:
    """Whoever administers begins with the pipelines, an applicant with its cases, everybody else with their queue."""
    return RedirectResponse("/board" if who.administers else "/apply" if who.applies else "/queue", 303)


@router.get("/language/{language}")
def set_language(
    request: Request, language: Language, back: Annotated[str, Query(alias="next", max_length=2000)] = "/"
) -> Response:
    """The pages in another language from now on, in this browser."""
    give(request, LANGUAGE, language)
    return RedirectResponse(inside(back), 303)
